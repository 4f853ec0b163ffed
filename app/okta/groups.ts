import type { OktaClient } from './client.ts';

export interface Group {
  id: string;
  name: string;
  description: string;
  type: string;
}

export async function listGroups(client: OktaClient): Promise<Group[]> {
  const groups: Group[] = [];
  const found = await client.groupApi.listGroups({ limit: 200 });
  await found.each(({ id = '', type, profile }) => {
    groups.push({
      id,
      name: profile?.name ?? '',
      description: profile?.description ?? '',
      type: type ?? '',
    });
  });
  return groups;
}
