import { readFile } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { readMemory } from '../../init/memory.ts';
import { stackFile } from '../../paths.ts';
import { credentialsOf } from '../../provision/credentials.ts';
import type { Plan } from '../../provision/plan.ts';
import { findTerraform } from '../../provision/terraform/binary.ts';
import { TerraformEngine } from '../../provision/terraform/engine.ts';
import { terraformEnvironment } from '../../provision/terraform/environment.ts';
import { openWorkspace, workspaceFolder } from '../../provision/terraform/workspace.ts';
import type { Fields } from '../../provision/value.ts';
import { notRun, ok, warning } from '../check.ts';
import type { Check } from '../check.ts';
import type { Context } from '../context.ts';
import { count } from '../words.ts';

/** Terraform's own view, if `init` used it: what others changed since, and what is left to apply. */
export const terraform: Check = {
  id: 'terraform',
  title: 'Terraform state',
  area: 'On stage',
  needs: ['credential', 'app', 'auth-server'],
  docs: 'docs/doctor.md#drift',
  slow: true,
  limit: 12_000,
  async run(context) {
    const { cwd, config } = context;
    const memory = await readMemory(workspaceFolder(cwd, config.okta.baseUrl));
    if (memory?.engine !== 'terraform') return ok('Terraform was not used for this org in this folder.');
    try {
      const { changes, drift } = await plan(context, memory.variables);
      const places = [
        ...drift.map(({ address, attributes }) => `${address} ${attributes.join(', ') || 'was deleted'}`),
        ...changes.map(({ address, action }) => `${address} to ${action}`),
      ];
      if (places.length === 0) return ok('No changes outside Terraform, and nothing left to apply.');
      return warning({
        found: `${count(places.length, 'difference')}, such as ${places[0] ?? ''}.`,
        details: places,
        expected: 'The org as Terraform left it.',
        consequence: 'The demo may not behave as rehearsed.',
        remedy: 'multidemo init --dry-run shows the differences; multidemo init reverts them.',
      });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return notRun(error.message.replace(/\.$/, ''));
    }
  },
};

async function plan({ cwd, config, processEnv, signal }: Context, variables: Fields): Promise<Plan> {
  const { baseUrl, management } = config.okta;
  const binary = await findTerraform(processEnv);
  const workspace = await openWorkspace(workspaceFolder(cwd, baseUrl), await readFile(stackFile(), 'utf8'));
  try {
    if (!management) throw new UserError('No credential for the Management API is set.');
    const env = terraformEnvironment(processEnv, baseUrl, credentialsOf(management), variables);
    return await new TerraformEngine({ binary, workspace, env, signal }).plan();
  } finally {
    await workspace.release();
  }
}
