/** Draws the ground on a canvas, in the map's own colours of the theme. */
import { language } from '$shared/words/language.svelte';
import { flat, lines, type Feature, type Point } from './ground';

/** The middle in metres from the origin, and pixels a metre. */
export type View = { x: number; y: number; scale: number };
export type Circle = { at: Point; metres: number } | null;

type Style = { layer: string; fill?: string; line?: string; metres?: number; least?: number };
const LAYERS: Style[] = [
  { layer: 'block', fill: '--map-block' },
  { layer: 'park', fill: '--map-park' },
  { layer: 'river', line: '--map-water', metres: 60, least: 3 },
  { layer: 'water', fill: '--map-water' },
  { layer: 'street', line: '--map-road', metres: 12, least: 1.5 },
  { layer: 'major', line: '--map-casing', metres: 24, least: 4 },
  { layer: 'rail', line: '--map-rail', metres: 4, least: 1 },
  { layer: 'major', line: '--map-major', metres: 19, least: 2.5 },
];
const NAMED = new Set(['street', 'major']);

// A smaller circle stands behind the pin.
const HIDDEN_PX = 12;

export class Drawing {
  private readonly paths = new Map<string, Path2D>();
  private readonly streets: { names: Record<string, string>; line: Point[] }[] = [];

  constructor(features: Feature[], origin: Point) {
    const { to } = flat(origin);
    for (const feature of features) {
      const { layer, names } = feature.properties;
      const path = this.paths.get(layer) ?? new Path2D();
      this.paths.set(layer, path);
      for (const line of lines(feature)) {
        const points = line.map(to);
        points.forEach(([x, y], at) => (at ? path.lineTo(x, -y) : path.moveTo(x, -y)));
        if (names && NAMED.has(layer)) this.streets.push({ names, line: points });
      }
    }
  }

  draw(canvas: HTMLCanvasElement, view: View, circle: Circle) {
    const pen = canvas.getContext('2d');
    if (!pen) return;
    const [width, height, sharp] = [canvas.clientWidth, canvas.clientHeight, devicePixelRatio || 1];
    Object.assign(canvas, { width: width * sharp, height: height * sharp });
    const tokens = getComputedStyle(canvas);
    const colour = (token: string) => tokens.getPropertyValue(token);
    const [left, top] = [width / 2 - view.x * view.scale, height / 2 + view.y * view.scale];

    pen.fillStyle = colour('--map-land');
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.setTransform(sharp * view.scale, 0, 0, sharp * view.scale, sharp * left, sharp * top);
    pen.lineJoin = pen.lineCap = 'round';
    for (const { layer, fill, line, metres = 0, least = 0 } of LAYERS) {
      const path = this.paths.get(layer);
      if (!path) continue;
      if (fill) {
        pen.fillStyle = colour(fill);
        pen.fill(path);
      }
      if (!line) continue;
      [pen.strokeStyle, pen.lineWidth] = [colour(line), Math.max(metres, least / view.scale)];
      pen.stroke(path);
    }
    if (circle && circle.metres * view.scale > HIDDEN_PX) this.accuracy(pen, view, circle, colour('--now'));
    pen.setTransform(sharp, 0, 0, sharp, sharp * left, sharp * top);
    this.names(pen, view, { width, height }, colour);
  }

  private accuracy(
    pen: CanvasRenderingContext2D,
    view: View,
    { at, metres }: NonNullable<Circle>,
    colour: string,
  ) {
    pen.beginPath();
    pen.arc(at[0], -at[1], metres, 0, 2 * Math.PI);
    [pen.fillStyle, pen.strokeStyle, pen.lineWidth] = [colour, colour, 1.5 / view.scale];
    pen.setLineDash([4 / view.scale, 4 / view.scale]);
    pen.globalAlpha = 0.16;
    pen.fill();
    pen.globalAlpha = 1;
    pen.stroke();
    pen.setLineDash([]);
  }

  /** A street's name on its longest straight that is in sight, once. */
  private names(
    pen: CanvasRenderingContext2D,
    view: View,
    size: { width: number; height: number },
    colour: (token: string) => string,
  ) {
    [pen.font, pen.textAlign, pen.textBaseline] = [
      '500 11px Golos, system-ui, sans-serif',
      'center',
      'middle',
    ];
    [pen.fillStyle, pen.strokeStyle, pen.lineWidth] = [colour('--map-text'), colour('--map-halo'), 3.5];
    const written = new Set<string>();
    const room: Point = [size.width / 2 / view.scale, size.height / 2 / view.scale];
    for (const { names, line } of this.streets) {
      const name = language.of(names);
      const straight = written.has(name) ? null : longest(line, view, room);
      if (!straight || straight.metres * view.scale < pen.measureText(name).width + 8) continue;
      written.add(name);
      pen.save();
      pen.translate(straight.x * view.scale, -straight.y * view.scale);
      pen.rotate(straight.turn);
      pen.strokeText(name, 0, 0);
      pen.fillText(name, 0, 0);
      pen.restore();
    }
  }
}

/** The longest piece of a line with its middle in sight. */
function longest(line: Point[], view: View, [across, along]: Point) {
  let found: { x: number; y: number; turn: number; metres: number } | null = null;
  for (let at = 1; at < line.length; at++) {
    const [[ax, ay], [bx, by]] = [line[at - 1]!, line[at]!];
    const seen = clipped([ax - view.x, ay - view.y], [bx - view.x, by - view.y], across, along);
    if (!seen) continue;
    const [[cx, cy], [dx, dy]] = seen;
    const metres = Math.hypot(dx - cx, dy - cy);
    if (found && found.metres >= metres) continue;
    // Names are read from left to right.
    const turn = Math.atan(-(by - ay) / (bx - ax || 1e-9));
    found = { x: view.x + (cx + dx) / 2, y: view.y + (cy + dy) / 2, turn, metres };
  }
  return found;
}

/** What of a straight lies in the window around the origin (Liang and Barsky). */
function clipped([ax, ay]: Point, [bx, by]: Point, across: number, along: number): [Point, Point] | null {
  const [dx, dy] = [bx - ax, by - ay];
  let [from, until] = [0, 1];
  for (const [towards, gap] of [
    [-dx, ax + across],
    [dx, across - ax],
    [-dy, ay + along],
    [dy, along - ay],
  ] as const) {
    if (towards === 0 && gap < 0) return null;
    if (towards < 0) from = Math.max(from, gap / towards);
    if (towards > 0) until = Math.min(until, gap / towards);
  }
  if (from >= until) return null;
  return [
    [ax + from * dx, ay + from * dy],
    [ax + until * dx, ay + until * dy],
  ];
}
