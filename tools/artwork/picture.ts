import type { Scene } from './render.ts';

/** One file to draw. */
export interface Picture {
  /** Inside themes/, or for stock pictures inside app/public/img/items/. */
  readonly path: string;
  readonly width: number;
  readonly height: number;
  /** Pixels drawn for one pixel kept, each way. */
  readonly samples?: number;
  readonly quality?: number;
  readonly grain?: number;
  readonly vignette?: number;
  readonly scene: () => Scene | Promise<Scene>;
}

/** A product picture: 4:3; a shelf of twelve must weigh less than 50 kB. */
export const product = (path: string, scene: Picture['scene']): Picture => ({
  path,
  width: 512,
  height: 384,
  samples: 2,
  scene,
});

/** The picture behind the home page; phones get its middle. */
export const background = (theme: string, scene: Picture['scene']): Picture => ({
  path: `${theme}/bg.jpg`,
  width: 1920,
  height: 1080,
  samples: 1.25,
  quality: 55,
  grain: 1.5,
  vignette: 0.25,
  scene,
});

export const icon = (theme: string, scene: Picture['scene']): Picture => ({
  path: `${theme}/icon.png`,
  width: 128,
  height: 128,
  samples: 3,
  grain: 0,
  vignette: 0,
  scene,
});
