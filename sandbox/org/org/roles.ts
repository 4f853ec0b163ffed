import type { OrgContext } from '../kernel/context.ts';
import { base32, newId } from '../kernel/ids.ts';
import type { RoleAssignment } from '../kernel/model.ts';
import type { Collection } from '../kernel/records.ts';

/** Okta's standard admin roles and what the console calls them. */
export const roleLabels: Readonly<Record<string, string>> = {
  SUPER_ADMIN: 'Super Administrator',
  ORG_ADMIN: 'Organization Administrator',
  APP_ADMIN: 'Application Administrator',
  USER_ADMIN: 'Group Administrator',
  GROUP_MEMBERSHIP_ADMIN: 'Group Membership Administrator',
  HELP_DESK_ADMIN: 'Help Desk Administrator',
  READ_ONLY_ADMIN: 'Read-only Administrator',
  MOBILE_ADMIN: 'Mobile Administrator',
  API_ACCESS_MANAGEMENT_ADMIN: 'API Access Management Administrator',
  REPORT_ADMIN: 'Report Administrator',
  ACCESS_CERTIFICATIONS_ADMIN: 'Access Certifications Administrator',
  ACCESS_REQUESTS_ADMIN: 'Access Requests Administrator',
  WORKFLOWS_ADMIN: 'Workflows Administrator',
};

/** Roles that can be narrowed to some apps or groups. Okta names their assignments after the role, in base32. */
const scopedRoles: readonly string[] = [
  'APP_ADMIN',
  'USER_ADMIN',
  'GROUP_MEMBERSHIP_ADMIN',
  'HELP_DESK_ADMIN',
];

/** Who administers the org, directly or through a group. */
export class Roles {
  readonly #context: OrgContext;
  readonly #assignments: Collection<RoleAssignment>;
  readonly #ofAssignee: (assigneeId: string) => RoleAssignment[];

  constructor(context: OrgContext) {
    this.#context = context;
    this.#assignments = context.records.collection('roleAssignments');
    this.#ofAssignee = this.#assignments.index(({ assigneeId }) => assigneeId);
  }

  all(): RoleAssignment[] {
    return this.#assignments.all();
  }

  /** The roles given to that person or group, in the order in which they were given. */
  of(assigneeId: string): RoleAssignment[] {
    return this.#ofAssignee(assigneeId);
  }

  get(assigneeId: string, roleId: string): RoleAssignment | undefined {
    return this.#assignments.get(`${assigneeId}:${roleId}`);
  }

  assign(assigneeType: RoleAssignment['assigneeType'], assigneeId: string, type: string): RoleAssignment {
    const now = this.#context.now();
    const roleId = scopedRoles.includes(type) ? base32(type) : newId('role');
    return this.#assignments.put({
      id: `${assigneeId}:${roleId}`,
      roleId,
      created: now,
      lastUpdated: now,
      type,
      assigneeType,
      assigneeId,
    });
  }

  /** Narrows a role to some groups or apps. */
  narrow(
    assignment: RoleAssignment,
    targets: Partial<Pick<RoleAssignment, 'groupTargets' | 'appTargets'>>,
  ): void {
    this.#assignments.put({ ...assignment, ...targets, lastUpdated: this.#context.now() });
  }

  unassign(assignment: RoleAssignment): void {
    this.#assignments.delete(assignment.id);
  }

  /** All role assignments of a deleted user or group. */
  forget(assigneeId: string): void {
    for (const { id } of this.#ofAssignee(assigneeId)) this.#assignments.delete(id);
  }
}
