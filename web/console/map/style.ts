/** The map's style, built from the tokens of the theme: no glyphs, no sprites, nothing from outside. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Data } from './shapes';

export type Colours = (token: string) => string;

// The first name gives the weight, the second the face of the page itself.
const MEDIUM = ['Medium', 'Golos'];
const BOLD = ['Bold', 'Golos'];

/** The tokens as they stand on the page now. */
export function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  return (token) => style.getPropertyValue(`--${token}`).trim();
}

export function styleOf(colours: Colours, backdrop: Data, areas: Data): StyleSpecification {
  const nothing: Data = { type: 'FeatureCollection', features: [] };
  return {
    version: 8,
    sources: {
      backdrop: { type: 'geojson', data: backdrop },
      areas: { type: 'geojson', data: areas },
      accuracy: { type: 'geojson', data: nothing },
      others: { type: 'geojson', data: nothing },
    },
    layers: layersOf(colours),
  };
}

/** Pixels of a width in metres' stead: as drawn at zoom 16, thinner from afar. */
function width(at16: number): ExpressionSpecification {
  return [
    'interpolate',
    ['exponential', 1.6],
    ['zoom'],
    9,
    at16 * 0.06,
    13,
    at16 * 0.32,
    16,
    at16,
    18,
    at16 * 2.4,
  ];
}

const only = (layer: string): ExpressionSpecification => ['==', ['get', 'layer'], layer];
const label = (of: string): ExpressionSpecification => ['all', only('label'), ['==', ['get', 'of'], of]];

export function layersOf(colour: Colours): LayerSpecification[] {
  return [...ground(colour), ...roads(colour), ...borders(colour), ...names(colour), ...appeals(colour)];
}

function ground(colour: Colours): LayerSpecification[] {
  const fill = (layer: string, token: string): LayerSpecification => ({
    id: layer,
    type: 'fill',
    source: 'backdrop',
    filter: only(layer),
    paint: { 'fill-color': colour(token) },
  });
  return [
    { id: 'around', type: 'background', paint: { 'background-color': colour('map-land') } },
    fill('land', 'map-land'),
    { ...fill('block', 'map-block'), minzoom: 12 },
    fill('park', 'map-park'),
    fill('water', 'map-water'),
  ];
}

function roads(colour: Colours): LayerSpecification[] {
  const line = (id: string, layer: string, token: string, at16: number): LayerSpecification => ({
    id,
    type: 'line',
    source: 'backdrop',
    filter: only(layer),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': colour(token), 'line-width': width(at16) },
  });
  return [
    line('river', 'river', 'map-water', 40),
    line('casing', 'major', 'map-casing', 16),
    line('street', 'street', 'map-road', 7),
    line('major', 'major', 'map-major', 13),
    line('rail', 'rail', 'map-rail', 4),
  ];
}

function borders(colour: Colours): LayerSpecification[] {
  return [
    {
      id: 'borders',
      type: 'line',
      source: 'areas',
      paint: {
        'line-color': colour('map-border'),
        'line-width': ['match', ['get', 'kind'], 'precinct', 2, 3],
        'line-opacity': 0.85,
        'line-dasharray': [3.5, 2.5],
      },
    },
  ];
}

function names(colour: Colours): LayerSpecification[] {
  const halo = { 'text-halo-color': colour('map-halo'), 'text-halo-width': 1.8 };
  const along = (layer: string): LayerSpecification => ({
    id: `${layer}-name`,
    type: 'symbol',
    source: 'backdrop',
    minzoom: layer === 'major' ? 13 : 14.5,
    filter: ['all', only(layer), ['has', 'name']],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': MEDIUM,
      'text-size': 11,
      'symbol-placement': 'line',
      'symbol-spacing': 350,
    },
    paint: { 'text-color': colour('map-text'), ...halo },
  });
  const point = (of: string, token: string, size: number): LayerSpecification => ({
    id: `${of}-name`,
    type: 'symbol',
    source: 'backdrop',
    filter: label(of),
    layout: { 'text-field': ['get', 'name'], 'text-font': BOLD, 'text-size': size, 'text-max-width': 8 },
    paint: { 'text-color': colour(token), ...halo },
  });
  return [
    along('street'),
    along('major'),
    { ...point('park', 'map-text', 11.5), minzoom: 13.5 },
    { ...point('water', 'map-water-text', 14), minzoom: 11 },
    { ...point('village', 'map-text', 11), maxzoom: 14 },
    { ...point('town', 'map-text', 14), maxzoom: 11.5 },
    areaName('precinct', 11.8, 24, colour, halo),
    areaName('district', 8, 11.5, colour, halo),
  ];
}

function areaName(
  kind: string,
  minzoom: number,
  maxzoom: number,
  colour: Colours,
  halo: object,
): LayerSpecification {
  return {
    id: `${kind}-name`,
    type: 'symbol',
    source: 'areas',
    minzoom,
    maxzoom,
    filter: ['==', ['get', 'kind'], kind],
    layout: { 'text-field': ['get', 'name'], 'text-font': BOLD, 'text-size': 12.5, 'text-max-width': 6 },
    paint: { 'text-color': colour('map-border'), ...halo },
  };
}

function appeals(colour: Colours): LayerSpecification[] {
  const byUrgency = (suffix = ''): ExpressionSpecification => [
    'match',
    ['get', 'look'],
    'now',
    colour(`now${suffix}`),
    'today',
    colour(`today${suffix}`),
    'off',
    colour(`off${suffix}`),
    colour(`later${suffix}`),
  ];
  return [
    {
      id: 'accuracy',
      type: 'fill',
      source: 'accuracy',
      paint: { 'fill-color': colour('now'), 'fill-opacity': 0.16 },
    },
    {
      id: 'accuracy-edge',
      type: 'line',
      source: 'accuracy',
      paint: { 'line-color': colour('now'), 'line-width': 1.5, 'line-dasharray': [2.5, 2.5] },
    },
    {
      id: 'others',
      type: 'circle',
      source: 'others',
      paint: {
        'circle-radius': 7,
        'circle-color': colour('surface-2'),
        'circle-stroke-width': 3,
        'circle-stroke-color': byUrgency(),
      },
    },
  ];
}
