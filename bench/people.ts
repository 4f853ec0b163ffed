import { Agent, get } from 'node:http';
import { startSandbox } from '../sandbox/start.ts';
import { type Table, median, ms } from './table.ts';

const agent = new Agent({ keepAlive: true });
const small = 1000;
const search = (expression: string, more: Record<string, string> = {}): string =>
  new URLSearchParams({ search: expression, limit: '50', ...more }).toString();

/** What is asked, and how much longer it may take with many people. */
const questions = [
  ['by `profile.email eq`', search('profile.email eq "person00321@example.com"'), 1.3],
  ['by `profile.login sw`', search('profile.login sw "person0032"'), 3],
  ['a page by last name', search('status eq "ACTIVE"', { sortBy: 'profile.lastName' }), 3],
  ['a page', 'limit=200', 3],
] as const;

/** Searches and pages of the Management API among many people, next to the same among a thousand. */
export async function measurePeople(table: Table, large: number): Promise<void> {
  await times(small); // warms up
  const few = await times(small);
  const many = await times(large);
  for (const [index, [what, , most]] of questions.entries()) {
    const [one = 0, other = 0] = [many.answers[index], few.answers[index]];
    table.add({
      what: `people ${what}, among ${large.toLocaleString('en')}`,
      figure: ms(one),
      ...{
        against: `among ${small.toLocaleString('en')}: ${ms(other)}`,
        ratio: one / other,
        target: { most },
      },
    });
  }
}

/** Milliseconds for each question in an org of so many people. */
export async function times(people: number): Promise<{ answers: number[]; megabytes: number }> {
  const { sandbox, org } = await startSandbox();
  const [type] = org.userTypes.all();
  org.transaction(() => {
    for (let index = 0; index < people; index++) {
      const login = `person${String(index).padStart(5, '0')}@example.com`;
      org.users.create({
        profile: { login, email: login, firstName: 'Person', lastName: `L${(index * 7919) % people}` },
        typeId: type?.id ?? '',
        realmId: org.settings.defaultRealmId,
        status: 'ACTIVE',
      });
    }
  });
  const answers: number[] = [];
  for (const [, query] of questions) {
    const path = `${sandbox.url}/api/v1/users?${query}`;
    for (let warm = 0; warm < 20; warm++) await ask(path, sandbox.apiToken);
    const taken: number[] = [];
    for (let asked = 0; asked < 100; asked++) {
      const began = performance.now();
      await ask(path, sandbox.apiToken);
      taken.push(performance.now() - began);
    }
    answers.push(median(taken));
  }
  const megabytes = Math.round(process.memoryUsage().rss / 1024 / 1024);
  agent.destroy();
  await sandbox.close();
  return { answers, megabytes };
}

const ask = (url: string, token: string): Promise<void> =>
  new Promise((settle, fail) => {
    get(url, { agent, headers: { authorization: `SSWS ${token}` } }, (response) => {
      if (response.statusCode === 200) response.resume().once('end', settle);
      else fail(new Error(`The response was ${response.statusCode}.`));
    }).once('error', fail);
  });
