import { filterGroups } from '../oauth/claims.ts';
import { appUserName } from '../org/apps/app-user-name.ts';
import type { App } from '../org/apps/model.ts';
import {
  evaluateExpression,
  ExpressionError,
  type Node,
  parseExpression,
} from '../org/expression/expression.ts';
import type { ExpressionScope } from '../org/expression/scope.ts';
import { text } from '../org/expression/values.ts';
import type { User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { expressionPerson } from '../org/people/expression-person.ts';
import type { AttributeStatement } from './app-settings.ts';
import type { Attribute, AttributeValue } from './response.ts';

export const unspecifiedAttribute = 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified';

/** What expressions of a SAML app speak about: `user.userName` is the name of the person in the app. */
function scopeOf(org: Org, app: App, user: User): ExpressionScope {
  const userName = appUserName(org, app, user);
  const more = { id: user.id, status: user.status, profile: user.profile, userName };
  const person = expressionPerson(org, user, more);
  const assignment = org.apps.assignmentOf(app.id, user.id);
  return {
    names: {
      user: person,
      source: person,
      appuser: { ...assignment?.profile, userName },
      app: { id: app.id, name: app.name, label: app.label, profile: app.rest.profile ?? null },
      org: { id: org.id, name: org.name, subdomain: org.subdomain, subDomain: org.subdomain },
    },
    person,
    now: org.clock(),
  };
}

/** The NameID: the user's name in the app, or the result of the app's template. */
export function nameIdOf(org: Org, app: App, user: User, template = '${user.userName}'): string {
  const values = valuesOf(template, scopeOf(org, app, user)).map(({ value }) => value);
  return values[0] ?? appUserName(org, app, user);
}

/**
 * The attribute statements of an app for a person. One without a value is left out.
 * @throws ExpressionError when an expression has no value for the person
 */
export function attributesOf(
  org: Org,
  app: App,
  user: User,
  statements: readonly AttributeStatement[],
): readonly Attribute[] {
  const scope = scopeOf(org, app, user);
  return statements
    .map((statement) => ({
      name: statement.name,
      nameFormat: statement.namespace ?? unspecifiedAttribute,
      values:
        statement.type === 'GROUP'
          ? groupNames(org, user, statement)
          : (statement.values ?? []).flatMap((value) => valuesOf(value, scope)),
    }))
    .filter(({ values }) => values.length > 0);
}

function groupNames(org: Org, user: User, { filterType, filterValue }: AttributeStatement): AttributeValue[] {
  const filter = { groupFilterType: filterType ?? ('REGEX' as const), value: filterValue ?? '.*' };
  const names = filterGroups(org.groups.ofUser(user.id), filter) ?? [];
  return names.map((value) => ({ type: 'xs:string', value }));
}

/** The values of a template with `${…}`, of an expression or, if it is neither, the text itself. */
function valuesOf(definition: string, scope: ExpressionScope): AttributeValue[] {
  if (!definition.includes('${'))
    return isExpression(definition, scope) ? typed(evaluate(definition, scope)) : typed(definition);
  const whole = /^\$\{([^}]*)\}$/.exec(definition)?.[1];
  if (whole !== undefined) return typed(evaluate(whole, scope));
  return typed(definition.replaceAll(/\$\{([^}]*)\}/g, (_, part: string) => text(evaluate(part, scope))));
}

const evaluate = (expression: string, scope: ExpressionScope): unknown =>
  evaluateExpression(expression.replaceAll(/\bfn:/g, ''), scope);

function isExpression(definition: string, scope: ExpressionScope): boolean {
  try {
    const name = rootOf(parseExpression(definition));
    return name === undefined || Object.hasOwn(scope.names, name);
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** `user` of `user.email`; undefined if it is more than a path. */
const rootOf = (node: Node): string | undefined =>
  node.kind === 'name' ? node.name : node.kind === 'property' ? rootOf(node.of) : undefined;

function typed(value: unknown): AttributeValue[] {
  if (value == null || value === '') return [];
  if (Array.isArray(value)) return value.flatMap(typed);
  if (typeof value === 'boolean') return [{ type: 'xs:boolean', value: String(value) }];
  if (typeof value === 'number')
    return [{ type: Number.isInteger(value) ? 'xs:integer' : 'xs:decimal', value: String(value) }];
  return [{ type: 'xs:string', value: text(value) }];
}
