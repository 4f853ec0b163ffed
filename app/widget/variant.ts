import { fontsOfGen3 } from '../../shared/widget-files.ts';
import type { Engine } from './engine.ts';
import { widgetAssetsUrl } from './assets.ts';

/** The builds of the Sign-In Widget that a page can choose between. */
export type Variant = 'gen2' | 'gen3' | 'classic';

interface Build {
  name: string;
  /** The API that it uses. */
  speaks: string;
  script: string;
  style: string;
  /** Loaded with the page. */
  fonts?: readonly string[];
}

const file = (path: string): string => `${widgetAssetsUrl}/${path}`;

export const builds: Readonly<Record<Variant, Build>> = {
  gen2: {
    name: 'Gen2',
    speaks: 'Identity Engine',
    script: file('js/okta-sign-in.oie.min.js'),
    style: file('css/okta-sign-in.min.css'),
  },
  gen3: {
    name: 'Gen3',
    speaks: 'Identity Engine',
    script: file('js/okta-sign-in.next.no-polyfill.js'),
    style: file('css/okta-sign-in.next.css'),
    fonts: fontsOfGen3.map(file),
  },
  classic: {
    name: 'Classic',
    speaks: 'Classic engine',
    script: file('js/okta-sign-in.classic.min.js'),
    style: file('css/okta-sign-in.min.css'),
  },
};

/**
 * The available variants: a Classic org has one pipeline, an Identity Engine org supports the Classic API too.
 */
export function choosable(engine: Engine, offered: readonly Variant[]): readonly Variant[] {
  return engine === 'classic' ? ['classic'] : offered;
}

/** The variant in `?widget=`, or the first available one. */
export function chooseVariant(asked: unknown, choices: readonly Variant[]): Variant {
  return choices.find((variant) => variant === asked) ?? choices[0] ?? 'classic';
}
