import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import type { Group } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { profileProblems, unknownAttributes } from '../../org/people/profiles.ts';
import { parseBody } from '../kernel/validate.ts';

const schema = z.object({ profile: z.record(z.string(), z.unknown()) });

/** @throws OktaError 400 when the profile breaks the schema of groups, or another group has the name */
export function parseGroup(org: Org, body: unknown, current?: Group): Group['profile'] {
  const { profile } = parseBody(schema, body, 'profile');
  const problems = [
    ...unknownAttributes(org.schemas.group, profile).map(
      (name) => `Property name not found in schema: '${name}'`,
    ),
    ...profileProblems(org.schemas.group, profile),
  ];
  if (problems.length > 0) throw invalid('profile', problems);
  const name = String(profile.name);
  const namesake = org.groups.byName(name);
  if (namesake && namesake.id !== current?.id) {
    throw invalid('name', ['name: An object with this field already exists in the current organization']);
  }
  return {
    ...profile,
    name,
    description: typeof profile.description === 'string' ? profile.description : null,
  };
}
