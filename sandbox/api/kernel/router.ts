import type { Route } from './route.ts';

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

interface Node {
  readonly statics: Map<string, Node>;
  param?: Node;
  readonly routes: Map<string, Route>;
}

const newNode = (): Node => ({ statics: new Map(), routes: new Map() });

/**
 * Finds the route of a path: a tree of segments, in which a segment written out wins over a parameter.
 * @throws at start-up, when two routes claim the same method and path
 */
export class Router {
  readonly #root = newNode();

  constructor(routes: readonly Route[]) {
    for (const route of routes) this.#add(route);
  }

  /** The route, or the methods that the path has, which may be none. */
  match(method: string, path: string): Match | { readonly methods: readonly string[] } {
    const segments = segmentsOf(path);
    const decoded = segments.map(decode);
    const methods = new Set<string>();
    const find = (node: Node, depth: number): Node | undefined => {
      if (depth === segments.length) {
        for (const name of node.routes.keys()) methods.add(name);
        return node.routes.has(method) ? node : undefined;
      }
      const byName = node.statics.get(segments[depth] ?? '');
      return (byName && find(byName, depth + 1)) ?? (node.param && find(node.param, depth + 1));
    };
    const route = find(this.#root, 0)?.routes.get(method);
    if (!route) return { methods: [...methods] };
    const params: Record<string, string> = {};
    segmentsOf(route.path).forEach((segment, index) => {
      if (segment.startsWith(':')) params[segment.slice(1)] = decoded[index] ?? '';
    });
    return { route, params };
  }

  #add(route: Route): void {
    let node = this.#root;
    for (const segment of segmentsOf(route.path)) {
      if (segment.startsWith(':')) {
        node = node.param ??= newNode();
        continue;
      }
      const next = node.statics.get(segment) ?? newNode();
      node.statics.set(segment, next);
      node = next;
    }
    if (node.routes.has(route.method)) throw new Error(`Two routes for ${route.method} ${route.path}.`);
    node.routes.set(route.method, route);
  }
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

/** A segment with an invalid escape is used unchanged, since it cannot match anything. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
