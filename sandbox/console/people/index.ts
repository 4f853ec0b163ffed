import type { Screen } from '../kernel/screen.ts';
import { peopleList } from './people.ts';
import { person } from './person.ts';

/** Directory > People. */
export const peopleScreens: readonly Screen[] = [peopleList, person];
