import { describe, expect, it } from 'vitest';
import { references, resolve } from '../../cli/provision/expression.ts';
import { parseStack, variableValues } from '../../cli/provision/stack.ts';
import { covers } from '../../cli/provision/value.ts';

const scope = {
  var: { app_url: 'http://localhost:5000', on: true, off: false },
  data: { okta_group: { everyone: { id: '00g1' } } },
  okta_app_oauth: { web: { id: '0oa1' } },
  okta_event_hook: { events: [{ id: 'who1' }], none: [] },
};

describe('an expression', () => {
  it.each([
    ['${var.app_url}/widget', 'http://localhost:5000/widget'],
    ['${okta_app_oauth.web.id}', '0oa1'],
    ['${data.okta_group.everyone.id}', '00g1'],
    ['${var.on ? 1 : 0}', 1],
    ['${!var.on ? 1 : 0}', 0],
    ['${var.app_url == "" ? "none" : "some"}', 'some'],
    ['${var.off}', false],
    ['${join("", okta_event_hook.events[*].id)}', 'who1'],
    ['${join("", okta_event_hook.none[*].id)}', ''],
    ['${okta_event_hook.events[0].id}', 'who1'],
    ['$${source.login}', '${source.login}'],
    ['plain', 'plain'],
  ])('%s is %j', (text, value) => {
    expect(resolve(text, scope)).toEqual(value);
  });

  it.each(['${file("secret")}', '${var.a + 1}', '${okta_group.missing.id}', '${var.app_url', '${}'])(
    '%s is refused, not guessed',
    (text) => {
      expect(() => resolve(text, scope)).toThrow();
    },
  );

  it('names what it refers to', () => {
    const value = {
      a: ['${okta_group.x.id}-${data.okta_group.y.id}'],
      b: '${var.c ? okta_app_oauth.z.id : ""}',
    };
    expect(references(value)).toEqual(['okta_group.x', 'data.okta_group.y', 'okta_app_oauth.z']);
  });
});

describe('a stack', () => {
  const stack = (resource: object, variable = {}) =>
    parseStack(
      JSON.stringify({ terraform: {}, provider: {}, variable, resource: { okta_group: { a: resource } } }),
    );

  it('must not use what the direct engine would have to guess at', () => {
    expect(() => stack({ name: 'a', for_each: '${var.x}' })).toThrow(
      "okta_group.a: 'for_each' is not supported",
    );
    expect(() => stack({ name: 'a', lifecycle: { prevent_destroy: true } })).toThrow('prevent_destroy');
  });

  it('needs values of the right type for its variables, and no others', () => {
    const one = stack({ name: 'a' }, { app_url: { type: 'string' }, hook: { type: 'bool', default: true } });
    expect(variableValues(one, { app_url: 'http://a' })).toEqual({ app_url: 'http://a', hook: true });
    expect(() => variableValues(one, {})).toThrow("needs a value for 'app_url'");
    expect(() => variableValues(one, { app_url: 'x', hook: 'yes' })).toThrow("'hook' must be a bool");
    expect(() => variableValues(one, { app_url: 'x', other: 'y' })).toThrow("no variable 'other'");
  });
});

describe('what an org has', () => {
  it('may say more than is wanted, order plain lists otherwise, and leave nothing unsaid', () => {
    expect(covers({ id: '1', a: ['y', 'x'], b: { c: 1, d: 2 } }, { a: ['x', 'y'], b: { c: 1 }, e: [] })).toBe(
      true,
    );
  });

  it('differs when a value or a list differs', () => {
    expect(covers({ a: ['x', 'y', 'z'] }, { a: ['x', 'y'] })).toBe(false);
    expect(covers({ a: { b: 1 } }, { a: { b: 2 } })).toBe(false);
    expect(covers({ a: ['x'] }, { a: [] })).toBe(false);
  });
});
