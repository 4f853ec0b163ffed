import { readMemory } from '../init/memory.ts';
import type { Io } from '../io.ts';
import { demoPeople } from '../provision/people.ts';
import { workspaceFolder } from '../provision/terraform/workspace.ts';

/** A person in a script, with their user in the org. */
interface Actor {
  readonly login: string;
  readonly password: string;
}

/** The people of a script, by the name that scripts use: `ada`, `grace`, `linus`. */
export type Cast = (name: string) => Actor;

/**
 * Who plays in an org: the demo accounts, with the logins and passwords that `init` gave them, or the sandbox's.
 * If `MULTIDEMO_PASSWORD` is set, it is the password of all of them.
 */
export async function castOf(cwd: string, orgUrl: string, { env }: Pick<Io, 'env'>): Promise<Cast> {
  const made = (await readMemory(workspaceFolder(cwd, orgUrl)))?.people ?? [];
  return (name) => {
    const isMeant = ({ login }: Actor): boolean =>
      login.startsWith(`${name}@`) || login.startsWith(`${name}.`);
    const { login, password } = made.find(isMeant) ??
      demoPeople.find(isMeant) ?? { login: name, password: '' };
    return { login, password: env.MULTIDEMO_PASSWORD ?? password };
  };
}
