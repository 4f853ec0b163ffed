import { appsDamages } from './damages/apps.ts';
import { hooksDamages } from './damages/hooks.ts';
import { idpsDamages } from './damages/idps.ts';
import { machineDamages } from './damages/machine.ts';
import { peopleDamages } from './damages/people.ts';
import { serverDamages } from './damages/server.ts';
import { servicesDamages } from './damages/services.ts';
import { toolsFor } from './damages/tools.ts';
import type { Row, Sick } from './damages/tools.ts';

/** What can be broken, in the order of the areas that the checks look at, and what does it. */
export function damages(of: Sick) {
  const tools = toolsFor(of);
  const areas = [
    machineDamages,
    appsDamages,
    serverDamages,
    servicesDamages,
    peopleDamages,
    hooksDamages,
    idpsDamages,
  ];
  const rows: Row[] = areas.flatMap((area) => area(of, tools));
  return { rows, ...tools };
}
