import type { User } from '../../org/kernel/model.ts';
import { strengthen } from '../classes.ts';
import { type AccessRule, accessRule } from '../../org/policies/sign-in-rules.ts';
import type { Turn } from './turn.ts';

/** What this sign-in has to be: the app's policy and the request's `acr_values`; undefined when no rule lets the person in. */
export function ruleOf({ org, app, transaction }: Turn, user: User): AccessRule | undefined {
  const rule = accessRule(org, app, user);
  return rule && strengthen(org, user, rule, transaction.request.acrValues);
}
