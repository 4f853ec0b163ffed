import { describe, expect, test } from 'vitest';
import { named, noBrowser } from '../helpers/browser/browser.ts';
import { person } from '../helpers/demo.ts';
import { openFrontDoor } from '../helpers/browser/front-door.ts';

const providers = ['Google', 'Facebook', 'SAML'] as const;
const builds = ['Gen2', 'Gen3', 'Classic'] as const;
const everyWay = builds.flatMap((build) => providers.map((provider) => [build, provider] as const));

/** Who signs in elsewhere: by the widget's buttons (L4) and by the domain of the address (L5). */
describe.skipIf(noBrowser)(named('identity providers'), { timeout: 600_000 }, () => {
  const door = openFrontDoor();

  /** The provider's own page, where one chooses an account. */
  const chooseAccount = async (name: RegExp): Promise<void> => {
    await door.page.getByRole('button', { name }).click();
  };

  test.each(everyWay)(
    'L4: %s, %s: a stranger is a person of the org from now on',
    async (build, provider) => {
      const newcomer = { Google: 'Mary', Facebook: 'Tove', SAML: 'Katherine' }[provider];
      await door.choose('Google, Facebook, SAML', build);
      await door.press(new RegExp(`^(Sign in|Continue) with ${provider}$`, 'i'));
      await chooseAccount(new RegExp(newcomer));
      await door.isHome(newcomer);
    },
  );

  test('L4: an account there with the address of someone here is that person’s', async () => {
    await door.choose('Google, Facebook, SAML');
    await door.press(/^(Sign in|Continue) with Google$/i);
    await chooseAccount(/ada@example\.com/);
    await door.isHome('Ada');
  });

  test.each(['Gen2', 'Classic'])('L5: %s: by the domain to the partner', async (build) => {
    await door.choose('By email domain', build);
    await door.fill({ [build === 'Classic' ? 'username' : 'identifier']: 'katherine@partner.example' });
    await door.page.keyboard.press('Enter');
    await chooseAccount(/katherine@partner\.example/);
    await door.isHome('Katherine');
  });

  test('L5: Gen3: by the domain to the partner', async () => {
    await door.choose('By email domain', 'Gen3');
    await door.send('identifier', 'mary@partner.example');
    await chooseAccount(/mary@partner\.example/);
    await door.isHome('Mary');
  });

  test.each(builds)('L5: %s: everyone else stays with Okta', async (build) => {
    const { login, password } = person('basic');
    await door.choose('By email domain', build);
    await door.send(build === 'Classic' ? 'username' : 'identifier', login);
    const field = build === 'Classic' ? 'password' : 'credentials.passcode';
    await door.send(field, password);
    await door.isHome('Ada');
  });

  test.each(builds)('%s: who gives up at the provider is told so by the shop', async (build) => {
    await door.choose('Google, Facebook, SAML', build);
    await door.press(/^(Sign in|Continue) with Google$/i);
    await door.press('Cancel');
    await door.shows(/access_denied/);
    expect(door.page.url()).toContain(door.demo.shop);
  });

  test.each(builds)('%s: an error of the provider ends at the org, which names it', async (build) => {
    await door.choose('Google, Facebook, SAML', build);
    await door.press(/^(Sign in|Continue) with Google$/i);
    await door.press('Simulate an error');
    await door.shows(/temporarily_unavailable|server_error/);
  });
});
