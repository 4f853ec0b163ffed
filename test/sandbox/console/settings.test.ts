/** `/enduser/settings`: what a person sets up for themselves. */
import { afterAll, describe, expect, it } from 'vitest';
import { ConsoleVisitor, startConsole } from '../../helpers/console/visitor.ts';

const { test, admin, close } = await startConsole();
const { id: personId } = await test.addPerson('ada@example.com');
const person = new ConsoleVisitor(test, personId);
afterAll(close);

describe('a person’s settings', () => {
  it('enroll a factor and remove it, end other sessions', async () => {
    await person.send('/enduser/settings', 'enroll', { factorType: 'token:software:totp' });
    const [factor] = test.org.factors.ofUser(personId);
    expect(factor?.factorType).toBe('token:software:totp');
    expect(await person.page('/enduser/settings')).toContain(factor?.secret);
    expect(await person.page('/enduser/settings?done=constructor')).not.toContain('role="status"');
    const factors = await admin.page(`/admin/user/profile/view/${personId}?tab=factors`);
    for (const name of ['sharedSecret', 'href'])
      expect(factors).toContain(`&quot;${name}&quot;: &quot;•••&quot;`);
    expect(factors).not.toContain('data:image/');
    await person.send('/enduser/settings', 'remove', { id: factor!.id });
    expect(test.org.factors.ofUser(personId)).toEqual([]);
    const other = new ConsoleVisitor(test, personId);
    await person.send('/enduser/settings', 'end-others');
    expect((await other.fetch('/enduser/settings')).status).toBe(302);
    expect((await person.fetch('/enduser/settings')).status).toBe(200);
  });

  it('are nobody else’s', async () => {
    const { org } = test;
    const { id } = org.transaction(() => org.factors.enrollEmail(org.administrator.id, 'a@example.com'));
    const answer = await person.send('/enduser/settings', 'remove', { id });
    expect([answer.status, org.factors.get(id)?.id]).toEqual([404, id]);
  });
});
