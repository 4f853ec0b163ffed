import { evaluateExpression, ExpressionError } from '../expression/expression.ts';
import { text } from '../expression/values.ts';
import type { User } from '../kernel/model.ts';
import type { Org } from '../org.ts';
import { expressionPerson } from '../people/expression-person.ts';
import type { App } from './model.ts';

interface Template {
  readonly template?: string;
  /** Added to what the template gives; one API version calls it so, the other so. */
  readonly suffix?: string;
  readonly userSuffix?: string;
}

/**
 * The user's name in an app: the one set in the assignment, otherwise from the app's template, such as
 * `${source.login}`, `${fn:substringBefore(source.login, "@")}` or, without braces, any expression.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/ (userNameTemplate)
 */
export function appUserName(org: Org, app: App, user: User): string {
  return org.apps.user(app.id, user.id)?.userName ?? userNameByTemplate(org, app, user);
}

/** The login, where the template has no value for the person. */
export function userNameByTemplate(org: Org, app: App, user: User): string {
  const { template = '', ...more } = (app.rest.credentials.userNameTemplate ?? {}) as Template;
  const person = expressionPerson(org, user, { id: user.id });
  const scope = { names: { user: person, source: person }, person, now: org.clock() };
  const valueOf = (expression: string): string =>
    text(evaluateExpression(expression.replaceAll(/\bfn:/g, ''), scope));
  try {
    const name = template.includes('${')
      ? template.replaceAll(/\$\{([^}]*)\}/g, (_, expression: string) => valueOf(expression))
      : valueOf(template);
    return name === '' ? user.profile.login : name + (more.userSuffix ?? more.suffix ?? '');
  } catch (error) {
    if (error instanceof ExpressionError) return user.profile.login;
    throw error;
  }
}
