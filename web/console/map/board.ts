/** MapLibre behind a few verbs. Loaded only when a map is to be seen; throws where there is no WebGL. */
import 'maplibre-gl/dist/maplibre-gl.css';
import { LngLat, LngLatBounds, Map as Canvas, Marker, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Data } from './shapes';
import { coloursOf, layersOf, styleOf } from './style';

setWorkerUrl(workerUrl);

const NEAR = 14.2;
const FAR = 12.5;

export class Board {
  private readonly map: Canvas;
  /** Where it was sent last, until a hand moves it: a pane that changes its size must not lose the place. */
  private goal: [number, number] | null = null;

  constructor(
    private readonly container: HTMLElement,
    backdrop: Data,
    areas: Data,
    told: { ready: () => void; pick: (id: string) => void },
  ) {
    this.map = new Canvas({
      container,
      style: styleOf(coloursOf(container), backdrop, areas),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      zoom: FAR,
      maxZoom: 18,
    });
    this.map.touchZoomRotate.disableRotation();
    void this.map.once('load', told.ready);
    this.map.on('resize', () => this.goal && this.map.jumpTo({ center: this.goal }));
    this.map.on('dragstart', () => (this.goal = null));
    this.map.on('click', 'others', ({ features }) => told.pick(String(features?.[0]?.properties['id'])));
    this.map.on('mouseenter', 'others', () => (this.map.getCanvas().style.cursor = 'pointer'));
    this.map.on('mouseleave', 'others', () => (this.map.getCanvas().style.cursor = ''));
  }

  put(source: 'backdrop' | 'areas' | 'accuracy' | 'others', data: Data) {
    void this.map.getSource<GeoJSONSource>(source)?.setData(data);
  }

  /** The colours of the page's present theme. */
  recolour() {
    for (const layer of layersOf(coloursOf(this.container)))
      for (const [property, value] of Object.entries(layer.paint ?? {}))
        this.map.setPaintProperty(layer.id, property as 'fill-color', value as string);
  }

  /** An element of the page stands on the map; the answer takes it away. */
  pin(element: HTMLElement, lon: number, lat: number, anchor: 'center' | 'bottom'): () => void {
    const marker = new Marker({ element, anchor }).setLngLat([lon, lat]).addTo(this.map);
    return () => marker.remove();
  }

  /** A place in the middle; `around` so many metres of it there is something to be seen too. */
  goTo(lon: number, lat: number, around = 0) {
    this.goal = [lon, lat];
    const zoom = around ? this.zoomFor(new LngLat(lon, lat), around) : Math.max(this.map.getZoom(), NEAR);
    this.map.easeTo({ center: this.goal, zoom, duration: 200 });
  }

  private zoomFor(place: LngLat, around: number): number {
    const all = this.map.cameraForBounds(LngLatBounds.fromLngLat(place, around), { padding: 40 });
    return Math.min(NEAR, all?.zoom ?? NEAR);
  }

  fit(bounds: [number, number, number, number]) {
    this.map.fitBounds(bounds, { padding: 60, maxZoom: NEAR, duration: 0 });
  }

  zoom(by: 1 | -1) {
    if (by > 0) this.map.zoomIn({ duration: 120 });
    else this.map.zoomOut({ duration: 120 });
  }

  remove() {
    this.map.remove();
  }
}
