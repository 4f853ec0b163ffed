import type { Screen } from '../kernel/screen.ts';
import { group } from './group.ts';
import { groupList } from './groups.ts';
import { ruleList, rulePage } from './rules.ts';

/** Directory > Groups, and their rules. */
export const groupScreens: readonly Screen[] = [groupList, ruleList, rulePage, group];
