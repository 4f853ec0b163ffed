import type { Org } from '../../org/org.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from './route.ts';

/** The five plain endpoints of a resource. */
interface Crud<T extends { readonly id: string }> {
  readonly path: string;
  /** The name of the path's parameter. */
  readonly param: string;
  /** Operation names of list, create, get, replace, delete. */
  readonly names: readonly [string, string, string, string, string];
  readonly scopes: { readonly read: string; readonly manage: string };
  find(org: Org, id: string): T;
  list(org: Org, request: ApiRequest): Answer;
  create(org: Org, request: ApiRequest): T;
  replace(org: Org, request: ApiRequest, current: T): T;
  remove(org: Org, request: ApiRequest, entity: T): void;
  present(org: Org, entity: T): unknown;
}

/** Routes for a resource that is listed, created, read, replaced and deleted, with 200 and 204. */
export function crudRoutes<T extends { readonly id: string }>(crud: Crud<T>): readonly Route[] {
  const { path, names, scopes } = crud;
  const one = `${path}/:${crud.param}`;
  const found = (org: Org, request: ApiRequest): T => crud.find(org, request.param(crud.param));
  return [
    {
      method: 'GET',
      path,
      name: names[0],
      scope: scopes.read,
      handle: (org, request) => crud.list(org, request),
    },
    {
      method: 'POST',
      path,
      name: names[1],
      scope: scopes.manage,
      handle: (org, request) => ok(crud.present(org, crud.create(org, request))),
    },
    {
      method: 'GET',
      path: one,
      name: names[2],
      scope: scopes.read,
      handle: (org, request) => ok(crud.present(org, found(org, request))),
    },
    {
      method: 'PUT',
      path: one,
      name: names[3],
      scope: scopes.manage,
      handle: (org, request) => ok(crud.present(org, crud.replace(org, request, found(org, request)))),
    },
    {
      method: 'DELETE',
      path: one,
      name: names[4],
      scope: scopes.manage,
      handle: (org, request) => {
        crud.remove(org, request, found(org, request));
        return noContent();
      },
    },
  ];
}
