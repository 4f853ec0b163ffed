/** Book covers, 400 × 600, drawn with type and plain shapes. */
import { hash } from './render.ts';
import { text } from './type.ts';

const rect = (x: number, y: number, w: number, h: number, fill: string, more = '') =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}" ${more}/>`;
const disc = (x: number, y: number, r: number, fill: string, more = '') =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" ${more}/>`;
const path = (d: string, fill: string, more = '') => `<path d="${d}" fill="${fill}" ${more}/>`;
const line = (d: string, stroke: string, width: number, more = '') =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" ${more}/>`;

const mobyDick = (): string =>
  rect(0, 0, 400, 600, '#173a4f') +
  [0, 1, 2, 3, 4]
    .map((i) =>
      line(`M0 ${262 + i * 9} Q100 ${252 + i * 9} 200 ${262 + i * 9} T400 ${262 + i * 9}`, '#2c5a70', 1.5),
    )
    .join('') +
  path('M186 240 l0 -46 l30 42 z M182 240 l0 -34 l-22 32 z M150 244 h78 l-10 14 h-58 z', '#e9e1cf') +
  path('M-20 640 C-20 420 120 330 262 340 C352 347 400 402 410 470 L410 640 Z', '#efe9db') +
  disc(330, 440, 5.5, '#173a4f') +
  line('M258 520 C300 486 352 480 410 492', '#c2b79f', 3.5) +
  [0, 1, 2, 3]
    .map((i) =>
      line(
        `M${96 + i * 26} 600 C${110 + i * 26} 560 ${140 + i * 24} 536 ${178 + i * 20} 530`,
        '#d8cfbb',
        2.5,
      ),
    )
    .join('') +
  text('MOBY', 200, 92, { face: 'display', size: 70, fill: '#efe9db', width: 330, track: 0.02 }) +
  text('DICK', 200, 168, { face: 'display', size: 70, fill: '#efe9db', width: 200, track: 0.02 }) +
  text('HERMAN MELVILLE', 44, 566, {
    face: 'grotesk',
    size: 15,
    fill: '#173a4f',
    anchor: 'start',
    track: 0.18,
  });

const frankenstein = (): string =>
  rect(0, 0, 400, 600, '#191b1f') +
  path('M252 0 L138 286 L214 286 L118 600 L318 226 L232 226 L330 0 Z', '#c5e84b') +
  text('FRANKEN', 200, 262, { face: 'poster', size: 100, fill: '#f4f1e8', width: 344 }) +
  text('STEIN', 200, 420, { face: 'poster', size: 100, fill: '#f4f1e8', width: 344 }) +
  [60, 110, 160, 210, 260, 310]
    .map(
      (x) =>
        line(`M${x} 272 l18 18 M${x + 18} 272 l-18 18`, '#191b1f', 5) +
        line(`M${x} 272 l18 18 M${x + 18} 272 l-18 18`, '#f4f1e8', 2),
    )
    .join('') +
  text('Mary Shelley', 262, 556, { face: 'italic', size: 27, fill: '#f4f1e8' });

const timeMachine = (): string =>
  rect(0, 0, 400, 600, '#df5b2d') +
  [250, 212, 174, 136, 98, 60]
    .map((r, i) => disc(200, 352, r, i % 2 === 0 ? '#f3dfc1' : '#df5b2d'))
    .join('') +
  disc(200, 352, 22, '#22262b') +
  Array.from({ length: 60 }, (_, i) =>
    line(
      `M200 ${352 - 231} v${i % 5 === 0 ? -16 : -8}`,
      '#22262b',
      i % 5 === 0 ? 4 : 1.6,
      `transform="rotate(${i * 6} 200 352)"`,
    ),
  ).join('') +
  line('M200 352 L262 214', '#22262b', 8, 'stroke-linecap="round"') +
  line('M200 352 L120 400', '#22262b', 8, 'stroke-linecap="round"') +
  rect(0, 0, 400, 100, '#df5b2d') +
  text('The Time Machine', 26, 58, {
    face: 'groteskBold',
    size: 40,
    fill: '#22262b',
    anchor: 'start',
    width: 348,
  }) +
  text('H. G. WELLS', 26, 88, { face: 'grotesk', size: 15, fill: '#22262b', anchor: 'start', track: 0.2 });

const pride = (): string =>
  rect(0, 0, 400, 600, '#eccabd') +
  disc(152, 330, 128, '#7d2238') +
  disc(248, 330, 128, '#d98a7a', 'fill-opacity="0.9"') +
  `<clipPath id="c"><circle cx="152" cy="330" r="128"/></clipPath>` +
  disc(248, 330, 128, '#4e1326', 'clip-path="url(#c)"') +
  text('&', 200, 372, { face: 'italic', size: 130, fill: '#f6e6dc' }) +
  text('Pride', 48, 118, { face: 'fat', size: 76, fill: '#7d2238', anchor: 'start' }) +
  text('Prejudice', 352, 536, { face: 'fat', size: 62, fill: '#7d2238', anchor: 'end' }) +
  text('JANE AUSTEN', 352, 572, { face: 'grotesk', size: 14, fill: '#7d2238', anchor: 'end', track: 0.22 });

const pine = (x: number, y: number, h: number, fill: string) =>
  path(
    [0, 1, 2, 3]
      .map((i) => {
        const w = h * (0.14 + i * 0.075),
          t = y - h + i * h * 0.2;
        return `M${x} ${t} L${x + w} ${t + h * 0.36} L${x - w} ${t + h * 0.36} Z`;
      })
      .join(' '),
    fill,
  );
const walden = (): string =>
  rect(0, 0, 400, 600, '#f0e3c8') +
  disc(278, 232, 56, '#e0873f') +
  path('M0 330 C80 270 160 300 220 290 C300 276 360 250 400 268 V600 H0 Z', '#9db39a') +
  path('M0 372 C90 320 190 352 260 330 C320 312 370 318 400 308 V600 H0 Z', '#5f8470') +
  Array.from({ length: 13 }, (_, i) =>
    pine(14 + i * 31, 436 + hash(i, 2, 5) * 20, 84 + hash(i, 1, 4) * 62, i % 2 ? '#274a3f' : '#33594a'),
  ).join('') +
  path('M0 428 C120 414 280 436 400 420 V600 H0 Z', '#24443b') +
  path('M60 520 C120 484 300 484 352 520 C300 556 110 556 60 520 Z', '#c9d9cd') +
  path('M178 506 h120 v6 h-120 z M196 520 h90 v5 h-90 z M210 532 h56 v4 h-56 z', '#e0873f') +
  text('WALDEN', 200, 112, { face: 'bookBold', size: 60, fill: '#24443b', width: 312, track: 0.12 }) +
  text('Henry David Thoreau', 200, 150, { face: 'book', size: 27, fill: '#24443b' });

const dracula = (): string =>
  rect(0, 0, 400, 600, '#b51a2c') +
  disc(200, 232, 118, '#f3e7d6') +
  path(
    'M200 150 C214 190 250 200 262 186 C262 250 292 380 400 470 V600 H0 V470 C108 380 138 250 138 186 C150 200 186 190 200 150 Z',
    '#141013',
  ) +
  path('M200 262 L228 330 L200 404 L172 330 Z', '#b51a2c') +
  path('M170 222 l16 7 l-13 5 z M230 222 l-16 7 l13 5 z', '#b51a2c') +
  path(
    'M62 96 q14 -16 26 0 q5 -9 10 0 q12 -16 26 0 q-16 -2 -22 10 q-9 -6 -18 0 q-6 -12 -22 -10 z M300 62 q10 -12 20 0 q4 -7 8 0 q10 -12 20 0 q-13 -2 -17 8 q-7 -5 -14 0 q-4 -10 -17 -8 z',
    '#141013',
  ) +
  text('DRACULA', 200, 520, { face: 'display', size: 60, fill: '#f3e7d6', width: 330, track: 0.03 }) +
  text('BRAM STOKER', 200, 558, { face: 'grotesk', size: 15, fill: '#f3e7d6', track: 0.26 });

const leagues = (): string =>
  ['#bfe3dc', '#8fcac8', '#5faeb4', '#38899a', '#226680', '#164a66', '#0e3350', '#09223b']
    .map((c, i) =>
      path(`M0 ${i * 78 - 20} Q100 ${i * 78 - 44} 200 ${i * 78 - 20} T400 ${i * 78 - 20} V600 H0 Z`, c),
    )
    .join('') +
  path('M246 400 L20 330 L20 470 Z', '#f6e39a', 'fill-opacity="0.35"') +
  path(
    'M238 400 C238 376 270 362 316 362 C352 362 376 378 384 400 C376 422 352 438 316 438 C270 438 238 424 238 400 Z M300 362 l8 -22 h26 l6 24 z M384 400 l22 -22 v44 z',
    '#0b1f33',
  ) +
  disc(262, 400, 11, '#f6e39a') +
  disc(300, 400, 9, '#e5a94b') +
  disc(330, 400, 9, '#e5a94b') +
  text('20,000', 200, 118, { face: 'poster', size: 100, fill: '#0e3350', width: 322 }) +
  text('LEAGUES UNDER THE SEA', 200, 154, {
    face: 'groteskBold',
    size: 20,
    fill: '#0e3350',
    width: 322,
    track: 0.06,
  }) +
  text('Jules Verne', 200, 562, { face: 'italic', size: 28, fill: '#bfe3dc' });

const odyssey = (): string => {
  const scale = (x: number, y: number) =>
    [46, 34, 22, 10].map((r, i) => disc(x, y, r, i % 2 ? '#1f3f93' : '#e8c46a')).join('');
  const rows = Array.from({ length: 8 }, (_, r) =>
    Array.from({ length: 7 }, (__, c) => scale(c * 84 - (r % 2 ? 42 : 0) - 20, 372 + r * 32)).join(''),
  ).join('');
  return (
    rect(0, 0, 400, 600, '#1f3f93') +
    disc(200, 330, 84, '#e2613b') +
    rows +
    rect(0, 0, 400, 0, 'none') +
    rect(0, 532, 400, 68, '#1f3f93') +
    text('THE', 200, 78, { face: 'grotesk', size: 20, fill: '#e8c46a', track: 0.5 }) +
    text('Odyssey', 200, 158, { face: 'fat', size: 80, fill: '#f3ead4', width: 320 }) +
    text('HOMER', 200, 574, { face: 'grotesk', size: 19, fill: '#e8c46a', track: 0.6 })
  );
};

const branch = (x: number, y: number, angle: number, length: number, depth: number): string => {
  if (depth === 0) return disc(x, y, 5, '#d9b25f');
  const a = (angle * Math.PI) / 180,
    nx = x + Math.cos(a) * length,
    ny = y - Math.sin(a) * length;
  const spread = 20 + hash(depth, Math.round(x), 3) * 12;
  return (
    line(
      `M${x.toFixed(1)} ${y.toFixed(1)} L${nx.toFixed(1)} ${ny.toFixed(1)}`,
      '#d9b25f',
      depth * 1.3 + 0.6,
      'stroke-linecap="round"',
    ) +
    branch(nx, ny, angle + spread, length * 0.78, depth - 1) +
    branch(nx, ny, angle - spread, length * 0.78, depth - 1)
  );
};
const species = (): string =>
  rect(0, 0, 400, 600, '#1d3b31') +
  line('M26 26 H374 V574 H26 Z', '#d9b25f', 3) +
  line('M36 36 H364 V564 H36 Z', '#d9b25f', 1) +
  branch(200, 462, 90, 84, 6) +
  text('ON THE ORIGIN', 200, 94, { face: 'bookBold', size: 30, fill: '#d9b25f', width: 268, track: 0.12 }) +
  text('of Species', 200, 134, { face: 'italic', size: 34, fill: '#d9b25f' }) +
  text('CHARLES DARWIN', 200, 526, { face: 'bookBold', size: 22, fill: '#d9b25f', track: 0.2 });

const hound = (): string =>
  rect(0, 0, 400, 600, '#2d2a3f') +
  disc(276, 246, 84, '#f0c35b') +
  path('M0 410 C90 380 150 400 214 372 C290 340 350 372 400 350 V600 H0 Z', '#16141f') +
  path(
    'M150 392 c6 -44 30 -60 52 -62 l12 -34 l14 20 l22 4 l14 22 l-24 14 c-4 22 2 34 6 52 l-14 0 l-16 -34 l-34 2 l-16 32 z',
    '#16141f',
  ) +
  disc(236, 322, 3.4, '#e9492f') +
  [470, 496, 522]
    .map((y, i) => line(`M${-20 + i * 30} ${y} q60 -12 120 0 t120 0 t120 0 t120 0`, '#54506e', 2))
    .join('') +
  text('THE HOUND', 36, 84, { face: 'poster', size: 66, fill: '#f5ecd8', anchor: 'start' }) +
  text('of the Baskervilles', 38, 122, { face: 'italic', size: 27, fill: '#f0c35b', anchor: 'start' }) +
  text('ARTHUR CONAN DOYLE', 200, 566, { face: 'grotesk', size: 15, fill: '#f5ecd8', track: 0.2 });

const cloudShape = (x: number, y: number, k: number, fill: string) =>
  path(
    `M${x - 46 * k} ${y} a${20 * k} ${20 * k} 0 0 1 ${12 * k} -${36 * k} a${30 * k} ${30 * k} 0 0 1 ${56 * k} -${10 * k} a${23 * k} ${23 * k} 0 0 1 ${24 * k} ${46 * k} z`,
    fill,
  );
const clouds = (): string =>
  rect(0, 0, 400, 600, '#a9cfe3') +
  rect(0, 0, 400, 170, '#f4efe2') +
  [
    [90, 262, 1],
    [200, 262, 0.8],
    [306, 262, 1.15],
    [92, 376, 1.2],
    [208, 376, 1],
    [312, 376, 0.72],
    [90, 490, 0.8],
    [200, 490, 1.2],
    [312, 490, 1],
  ]
    .map(
      ([x, y, k], i) =>
        cloudShape(x!, y!, k!, i % 3 === 1 ? '#f4efe2' : i % 4 === 0 ? '#ffffff' : '#e4eef2') +
        line(`M${x! - 34} ${y! + 20} h68`, '#2b5876', 2) +
        text(`${i + 1}`, x!, y! + 40, { face: 'grotesk', size: 13, fill: '#2b5876' }),
    )
    .join('') +
  text('A Field Guide', 200, 82, { face: 'serif', size: 46, fill: '#2b5876', width: 320 }) +
  text('TO THE CLOUDS', 200, 130, {
    face: 'groteskBold',
    size: 24,
    fill: '#e0643c',
    width: 320,
    track: 0.14,
  }) +
  text('NINE GENERA, FORTY PLATES', 200, 574, { face: 'grotesk', size: 13, fill: '#2b5876', track: 0.2 });

export interface Cover {
  readonly name: string;
  readonly spine: string;
  readonly drawing: () => string;
}

export const covers: readonly Cover[] = [
  { name: 'moby-dick', spine: '#173a4f', drawing: mobyDick },
  { name: 'frankenstein', spine: '#191b1f', drawing: frankenstein },
  { name: 'the-time-machine', spine: '#c94f25', drawing: timeMachine },
  { name: 'pride-and-prejudice', spine: '#7d2238', drawing: pride },
  { name: 'walden', spine: '#33594a', drawing: walden },
  { name: 'dracula', spine: '#941322', drawing: dracula },
  { name: 'twenty-thousand-leagues', spine: '#164a66', drawing: leagues },
  { name: 'the-odyssey', spine: '#1f3f93', drawing: odyssey },
  { name: 'field-guide-to-the-clouds', spine: '#8fbdd6', drawing: clouds },
  { name: 'on-the-origin-of-species', spine: '#1d3b31', drawing: species },
  { name: 'the-hound-of-the-baskervilles', spine: '#221f31', drawing: hound },
];
