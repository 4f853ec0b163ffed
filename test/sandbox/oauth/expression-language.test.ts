/** Okta's Expression Language: each function of the two references with their own examples, as claims of an access token. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionNames } from '../../../sandbox/org/expression/functions.ts';
import { methodNames } from '../../../sandbox/org/expression/methods.ts';
import { type Body, type OAuthApp, type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';

let org: OAuthOrg;
let app: OAuthApp;
let winston: Body;
let manager: Body;
let group: Body;

beforeAll(async () => {
  org = await startOAuthOrg();
  app = await org.app();
  await org.must('POST', '/api/v1/meta/schemas/user/linkedObjects', {
    primary: { name: 'manager', title: 'Manager', description: 'Leads', type: 'USER' },
    associated: { name: 'subordinate', title: 'Subordinate', description: 'Led', type: 'USER' },
  });
  group = await org.group('West Coast Users');
  manager = await org.person({ firstName: 'Bill', lastName: 'Gates' });
  winston = await org.person({ firstName: 'Winston', lastName: 'Churchill', countryCode: 'US' }, [group.id]);
  await org.must('PUT', `/api/v1/users/${winston.id}/linkedObjects/manager/${manager.id}`);
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

/** What the expressions come to in one access token; `undefined` for a claim that is not there. */
async function valuesOf(expressions: readonly string[]): Promise<unknown[]> {
  const server = await org.server();
  const made = await Promise.all(expressions.map((text, index) => org.claim(server, `c${index}`, text)));
  expect(made.filter(({ status }) => status !== 201).map(({ body }) => body)).toEqual([]);
  const token = await org.accessClaims(app, server, winston.profile.login);
  return expressions.map((_, index) => token[`c${index}`]);
}

/** `GROUP` stands for the id of the person's group. */
type Examples = readonly (readonly [expression: string, value: unknown])[];

const strings: Examples = [
  ['String.append("This is", " a test")', 'This is a test'],
  ['String.join(",", "This", "is", "a", "test")', 'This,is,a,test'],
  ['String.join("", "This", "is", "a", "test")', 'Thisisatest'],
  ['String.len("This")', 4],
  ['String.removeSpaces("This is a test")', 'Thisisatest'],
  ['String.replace("This is a test", "is", "at")', 'That at a test'],
  ['String.replaceFirst("This is a test", "is", "at")', 'That is a test'],
  ['String.stringContains("This is a test", "test")', true],
  ['String.stringContains("This is a test", "doesn\'tExist")', false],
  ['String.startsWith("Kiss", "K")', true],
  ['String.endsWith("Kiss", "K")', false],
  ['String.stringSwitch("This is a test", "default", "key1", "value1")', 'default'],
  ['String.stringSwitch("This is a test", "default", "test", "value1")', 'value1'],
  [
    'String.stringSwitch("First match wins", "default", "absent", "value1", "wins", "value2", "match", "value3")',
    'value2',
  ],
  ['String.stringSwitch("Substrings count", "default", "ring", "value1")', 'value1'],
  ['String.substring("This is a test", 2, 9)', 'is is a'],
  ['String.substringAfter("abc@okta.com", "@")', 'okta.com'],
  ['String.substringBefore("abc@okta.com", "@")', 'abc'],
  ['String.toUpperCase("This")', 'THIS'],
  ['String.toLowerCase("ThiS")', 'this'],
  ['toUpperCase("Alexander")', 'ALEXANDER'],
  ['toLowerCase("AlexANDER")', 'alexander'],
  ["substringBefore('alex@okta.com', '@')", 'alex'],
  ["substringAfter('alex@okta.com', '@')", 'okta.com'],
  ['substring("Alexander", 1, 4)', 'lex'],
];

const lists: Examples = [
  ['Arrays.add({10, 20, 30}, 40)', [10, 20, 30, 40]],
  ['Arrays.remove({10, 20, 30}, 20)', [10, 30]],
  ['Arrays.clear({10, 20, 30})', undefined],
  ['Arrays.get({0, 1, 2}, 0)', 0],
  ['Arrays.flatten(10, {20, 30}, 40)', [10, 20, 30, 40]],
  ['Arrays.contains({10, 20, 30}, 10)', true],
  ['Arrays.contains({10, 20, 30}, 50)', false],
  ['Arrays.size({10, 20, 30})', 3],
  ['Arrays.size(NULL)', 0],
  ['Arrays.isEmpty({10, 20})', false],
  ['Arrays.isEmpty(NULL)', true],
  ['Arrays.isEmpty(Arrays.toCsvString({}))', true],
  ['Arrays.toCsvString({"This", "is", " a ", "test"})', 'This,is, a ,test'],
];

const conversions: Examples = [
  ["Convert.toInt('1234')", 1234],
  ['Convert.toInt(123.4)', 123],
  ['Convert.toInt(123.6)', 124],
  ["Convert.toNum('3.141')", 3.141],
  ['Iso3166Convert.toAlpha2("IND")', 'IN'],
  ['Iso3166Convert.toAlpha3("840")', 'USA'],
  ['Iso3166Convert.toNumeric("USA")', '840'],
  ['Iso3166Convert.toName("IN")', 'India'],
  ['Iso3166Convert.toName("Atlantis")', undefined],
];

const groups: Examples = [
  ['getFilteredGroups({"GROUP", "00gml2xHE3RYRx7cM0g3"}, "group.name", 40)', ['West Coast Users']],
  ['getFilteredGroups({"00gml2xHE3RYRx7cM0g3"}, "group.name", 40)', undefined],
  ['Groups.contains("OKTA", "Coast", 10)', ['West Coast Users']],
  ['Groups.startsWith("OKTA", "West", 10)', ['West Coast Users']],
  ['Groups.endsWith("OKTA", "Users", 10)', ['West Coast Users']],
  ['Groups.endsWith("active_directory", "Users", 10)', undefined],
  ['Groups.startsWith("OKTA", "East", 10) ?: "none"', 'none'],
  [
    'Arrays.flatten(String.replace(getFilteredGroups({"GROUP"}, "group.name", 40), "West ", ""))',
    ['Coast Users'],
  ],
  ['isMemberOfGroupName("West Coast Users")', true],
  ['isMemberOfGroupName("group1")', false],
  ['isMemberOfGroup("GROUP")', true],
  ['isMemberOfAnyGroup("groupId1", "GROUP", "groupId3")', true],
  ['isMemberOfGroupNameStartsWith("San Fr")', false],
  ['isMemberOfGroupNameContains("Coast")', true],
  ['isMemberOfGroupNameRegex(".*Coast.*")', true],
  ['isMemberOfGroupNameRegex("/.*admin.*")', false],
  ['user.getLinkedObject("manager").lastName', 'Gates'],
  ['user.getLinkedObject("boss").lastName', undefined],
  ['hasDirectoryUser() ? findDirectoryUser().managerUpn : "no directory"', 'no directory'],
  ['hasWorkdayUser() ? findWorkdayUser().employeeID : "no Workday"', 'no Workday'],
  ['getManagerUser("active_directory").firstName', undefined],
  ['getManagerAppUser("active_directory", "google").firstName', undefined],
  ['getAssistantUser("active_directory").firstName', undefined],
  ['getAssistantAppUser("active_directory", "google").firstName', undefined],
];

const times: Examples = [
  ['Time.fromWindowsToIso8601("130828367179790000")', '2015-07-31T17:18:37.979Z'],
  ['Time.fromUnixToIso8601("1438377580979")', '2015-07-31T21:19:40.979Z'],
  ['Time.fromUnixToIso8601("1438377580")', '2015-07-31T21:19:40.000Z'],
  ['Time.fromStringToIso8601("17 June 2015 00:23:19", "dd MMMM yyyy HH:mm:ss")', '2015-06-17T00:23:19.000Z'],
  ['Time.fromStringToIso8601("6/7/15 1:05 PM +0200", "M/d/yy h:mm a Z")', '2015-06-07T11:05:00.000Z'],
  ['Time.fromIso8601ToWindows("2015-07-31T17:18:37.979Z")', '130828367179790000'],
  ['Time.fromIso8601ToUnix("2015-07-31T17:18:37.979Z")', '1438363117979'],
  [
    'Time.fromIso8601ToString("2015-07-31T17:18:37.979Z", "EEEE, MMM d yyyy \'at\' hh:mm a")',
    'Friday, Jul 31 2015 at 05:18 PM',
  ],
  ['Time.fromIso8601ToString("2016-01-01T00:00:00Z", "xxxx-ww-e D SSS ZZ")', '2015-53-5 1 000 +00:00'],
];

/** The Identity Engine's dialect. */
const methods: Examples = [
  ["'test'.toUpperCase()", 'TEST'],
  ['user.profile.firstName.toUpperCase()', 'WINSTON'],
  ["'TEST'.toLowerCase()", 'test'],
  ["'test'.substring(1)", 'est'],
  ['user.profile.firstName.substring(1,3)', 'in'],
  ["'hello'.replace('l', 'p')", 'heppo'],
  ["'hello'.replaceFirst('l', 'p')", 'heplo'],
  ["'test'.length()", 4],
  ["'This is a test'.removeSpaces()", 'Thisisatest'],
  ["'This is a test'.contains('test')", true],
  ["'This is a test'.contains('Test')", false],
  ["'This is a test'.startsWith('This') && !'This is a test'.endsWith('This')", true],
  ["'john.doe@okta.com'.substringBefore('@')", 'john.doe'],
  ["'john.doe@okta.com'.substringAfter('.')", 'doe@okta.com'],
  ["{1, 2, 3}.contains('one')", false],
  ['{1, 2, 3}.contains(3)', true],
  ["{'one', 'two'}.size()", 2],
  ['{}.isEmpty()', true],
  ["{'one', 'two'}.add('two')", ['one', 'two', 'two']],
  ['{1, 2, 3}.remove(1)', [2, 3]],
  ['{2, 3}.remove(1)', [2, 3]],
  ['{{1}, {2, 3}}.flatten()', [1, 2, 3]],
  ["'1.1'.toInteger()", 1],
  ["'-2147483649'.toInteger()", 2147483647],
  ["'1.7'.toNumber()", 1.7],
  ['1.1.toInteger()', 1],
  ['-1.6.toInteger()', -2],
  ['2147483647.7.toInteger()', -2147483648],
  ["'840'.parseCountryCode()", 'US'],
  ["'USA'.parseCountryCode().toAlpha2()", 'US'],
  ["'840'.parseCountryCode().toAlpha3()", 'USA'],
  ["'United States'.parseCountryCode().toNumeric()", '840'],
  ['user.profile.countryCode.parseCountryCode().toName()', 'United States'],
  ["user.isMemberOf({'group.id': {'GROUP', '00gak46y5hydV6NdM0g4'}}, {'group.type': 'OKTA_GROUP'})", true],
  ["user.isMemberOf({'group.id': {'GROUP'}}, {'group.type': 'BUILT_IN'})", false],
  ["user.isMemberOf({'group.profile.name': 'West Coast', 'operator': 'STARTS_WITH' })", true],
  ["user.isMemberOf({'group.profile.name': 'West Coast', 'operator': 'EXACT' })", false],
  [
    "user.getGroups({'group.type': {'OKTA_GROUP'}}, {'group.profile.name': 'West Coast.*'}).![name]",
    ['West Coast Users'],
  ],
  ["user.getGroups({'group.type': {'BUILT_IN', 'APP_GROUP'}}).![profile.name]", ['Everyone']],
  ["user.getGroups({'group.profile.name': 'East Coast.*'})", undefined],
  ["'130828367179790000'.parseWindowsTime()", '2015-07-31T17:18:37.979Z'],
  ["'1438377580979'.parseUnixTime()", '2015-07-31T21:19:40.979Z'],
  ["'2015-06-17T00:23:19.676Z'.parseStringTime()", '2015-06-17T00:23:19.676Z'],
  ["'17 June 2015 00:23:19'.parseStringTime('dd MMMM yyyy HH:mm:ss').toString()", '2015-06-17T00:23:19Z'],
  ["'2015-07-30T23:58:32.000Z'.toWindows()", '130827743120000000'],
  ["'2015-07-31T17:18:37.979Z'.toUnix()", '1438363117979'],
  ["'2015-07-30T23:58:32.000Z'.toString()", '2015-07-30T23:58:32Z'],
  ["'2015-07-30T23:58:32.000Z'.toString('MM/dd/yyyy')", '07/30/2015'],
  ["'2015-07-31T17:18:37.979Z'.toZone('Asia/Tokyo')", '2015-08-01T02:18:37.979+09:00[Asia/Tokyo]'],
  ["'2015-07-30T23:58:32.000Z'.plusDays(2)", '2015-08-01T23:58:32.000Z'],
  ["'2015-07-30T23:58:32.000Z'.plusHours(-1)", '2015-07-30T22:58:32.000Z'],
  ["'2015-07-30T23:58:32.000Z'.plusMinutes(0)", '2015-07-30T23:58:32.000Z'],
  ["'2015-07-30T23:58:32.000Z'.plusSeconds(1)", '2015-07-30T23:58:33.000Z'],
  ["'2015-07-31T17:18:37.979Z'.minusDays(3)", '2015-07-28T17:18:37.979Z'],
  ["'2015-07-31T17:18:37.979Z'.minusHours(100)", '2015-07-27T13:18:37.979Z'],
  ["'2015-07-31T17:18:37.979Z'.minusMinutes(-1)", '2015-07-31T17:19:37.979Z'],
  ["'2015-07-31T17:18:37.979Z'.minusSeconds(2)", '2015-07-31T17:18:35.979Z'],
  ['DateTime.now().minusHours(30).withinDays(1)', false],
  ['DateTime.now().minusHours(20).withinHours(21)', true],
  ['user.created.withinMinutes(30) && user.created.withinSeconds(1800)', true],
];

const operators: Examples = [
  ["'Hello world'", 'Hello world'],
  ['1234', 1234],
  ['3.141', 3.141],
  ['TRUE', true],
  ['user.firstName + " " + user.lastName', 'Winston Churchill'],
  ["String.len('123') == 3 ? 'Sales' : 'Other'", 'Sales'],
  ["user.nickName == null OR user.nickName == ''", true],
  ["user.firstName != 'Ada' and not (1 > 2)", true],
  ['1 lt 2 && 2 ge 2', true],
  ["user.firstName matches '(?i)win.*'", true],
  ["user.firstName matches 'Win'", false],
  ["user.nickName ?: 'none'", 'none'],
  ['{1, 2, 3}[0]', 1],
  ['String.substring("abcdef", String.len("abcdef") - 2, String.len("abcdef"))', 'ef'],
  ['7 / 2 * 10 % 4 + -1', 1],
  [
    'String.substring(user.firstName, 0, 1) + user.lastName + "@" + String.substringAfter(user.email, "@")',
    'WChurchill@example.com',
  ],
];

const families = { strings, lists, conversions, groups, times, methods, operators };

describe('the examples of the references', () => {
  it.each(Object.entries(families))('%s', async (_, examples) => {
    const texts = examples.map(([text]) => text.replaceAll(/(?<=["'])GROUP(?=["'])/g, group.id));
    const seen = await valuesOf(texts);
    expect(examples.map(([text], index) => [text, seen[index]])).toEqual(examples);
  });

  it('leave out no function that can be written', () => {
    const written = Object.values(families)
      .flat()
      .map(([text]) => text)
      .join('\n');
    const called = (name: string): boolean =>
      new RegExp(`(^|[^\\w])${name.replace('.', '\\.')}\\(`, 'm').test(written);
    expect([...functionNames, ...methodNames].filter((name) => !called(name))).toEqual([
      'Time.now',
      'getInternalProperty',
    ]);
  });
});

describe('what an expression may refer to', () => {
  it('is the person, the assignment, the app with its profile, the org and what was asked for', async () => {
    const profile = { groupwhitelist: [group.id], label: 'blue' };
    await org.must('PUT', `/api/v1/apps/${app.id}`, { ...app.body, profile });
    const wanted: Examples = [
      ['user.login', winston.profile.login],
      ['user.getInternalProperty("id")', winston.id],
      ['user.getInternalProperty("status")', 'ACTIVE'],
      ['user.status', 'ACTIVE'],
      ['appuser.userName', winston.profile.login],
      ['app.profile.label', 'blue'],
      ['app.profile.groupwhitelist', [group.id]],
      ['getFilteredGroups(app.profile.groupwhitelist, "group.name", 40)', ['West Coast Users']],
      ['app.clientId', app.clientId],
      ['org.subdomain', 'sandbox'],
      ['access.scope', ['openid', 'profile', 'email']],
      ['String.replace(Arrays.toCsvString(access.scope), ",", " ")', 'openid profile email'],
    ];
    const seen = await valuesOf(wanted.map(([text]) => text));
    expect(wanted.map(([text], index) => [text, seen[index]])).toEqual(wanted);
  });

  it('includes the time of the org, in zones old and new', async () => {
    const [utc, east, formatted] = await valuesOf([
      'Time.now()',
      'Time.now("EST")',
      'Time.now("Asia/Tokyo", "YYYY-MM-dd HH:mm:ss")',
    ]);
    expect(utc).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/);
    expect(east).toMatch(/T[\d:.]{12}-0[45]:00$/);
    expect(formatted).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(Math.abs(Date.parse(String(utc)) - Date.parse(String(east)))).toBeLessThan(1000);
  });
});

describe('what cannot be', () => {
  it.each([
    'String.shout("x")',
    'user.shout()',
    '{1, 2',
    'user.firstName matches "("',
    'user.x = 1',
    '1 ? 2',
    'user.(',
    'user.+',
  ])('%s is refused at creation', async (text) => {
    const refused = await org.claim(await org.server(), 'c', text);
    expect([refused.status, refused.body.errorCode]).toEqual([400, 'E0000001']);
  });

  it('nesting is read in one pass, and at most a hundred deep', async () => {
    const server = await org.server();
    const nested = (open: string, depth: number, close: string): string =>
      `${open.repeat(depth)}1${close.repeat(depth)}`;
    expect((await org.claim(server, 'deep', nested('{', 99, '}'))).status).toBe(201);
    for (const text of [
      nested('{', 100, '}'),
      nested('(', 400, ')'),
      nested('{', 400, '}'),
      `${'!'.repeat(400)}true`,
    ])
      expect((await org.claim(server, 'deeper', text)).body.errorCode).toBe('E0000001');
  });

  it.each([
    'Convert.toInt("many")',
    '"abc".substring(2, 9)',
    '{1}[4]',
    'getFilteredGroups("all", "group.name", 40)',
    'Groups.contains("OKTA", "x", 101)',
    'Groups.contains("OKTA", "x", 0)',
    'isMemberOfGroupNameRegex("(")',
    'Time.now("Nowhere/Land")',
    '1 / 0',
  ])('%s has no value: the token is refused in the words of Okta', async (text) => {
    const server = await org.server();
    await org.claim(server, 'odd', text);
    const { status, body } = await org.signIn(app, server, winston.profile.login);
    expect([status, body.error, body.error_description]).toEqual([
      400,
      'server_error',
      "The 'odd' user claim could not be evaluated.",
    ]);
  });
});

describe('group rules', () => {
  it('follow the status of a person', async () => {
    const resting = await org.group('Resting');
    const rule = await org.must('POST', '/api/v1/groups/rules', {
      type: 'group_rule',
      name: 'Suspended people',
      conditions: {
        expression: {
          value: 'user.getInternalProperty("status") == "SUSPENDED"',
          type: 'urn:okta:expression:1.0',
        },
      },
      actions: { assignUserToGroups: { groupIds: [resting.id] } },
    });
    await org.must('POST', `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
    const members = async () =>
      (await org.must<Body[]>('GET', `/api/v1/groups/${resting.id}/users`)).map(({ id }) => id);
    expect(await members()).toEqual([]);
    await org.must('POST', `/api/v1/users/${manager.id}/lifecycle/suspend`);
    expect(await members()).toEqual([manager.id]);
    await org.must('POST', `/api/v1/users/${manager.id}/lifecycle/unsuspend`);
    expect(await members()).toEqual([]);
    await org.must('DELETE', `/api/v1/groups/${resting.id}`);
    expect(await org.must('GET', `/api/v1/groups/rules/${rule.id}`)).toMatchObject({
      status: 'INVALID',
      allGroupsValid: false,
    });
  });
});

describe('the claims that come with a server', () => {
  it('are in an ID token beside an access token only where they always are, by their scopes, and not when inactive', async () => {
    const server = await org.server();
    const path = `/api/v1/authorizationServers/${server}/claims`;
    const claims = await org.must<Body[]>('GET', `${path}?limit=200`);
    const change = (name: string, changes: object) => {
      const claim = claims.find((each) => each['name'] === name)!;
      return org.must('PUT', `${path}/${claim.id}`, { ...claim, ...changes });
    };
    const idToken = async () =>
      decodeJwt((await org.signIn(app, server, winston.profile.login, 'openid profile')).body.id_token);
    const before = await idToken();
    expect([before['given_name'], before['name']]).toEqual([undefined, 'Winston Churchill']);
    await change('given_name', { alwaysIncludeInToken: true });
    await change('email', { conditions: { scopes: ['profile'] } });
    await change('name', { status: 'INACTIVE' });
    const after = await idToken();
    expect([after['given_name'], after['email'], after['name']]).toEqual([
      'Winston',
      winston.profile.login,
      undefined,
    ]);
  });

  it('more than 100 groups are too many for a token in an address, and not for others', async () => {
    const server = await org.server();
    await org.claim(server, 'groups', '.*', {
      claimType: 'IDENTITY',
      valueType: 'GROUPS',
      group_filter_type: 'REGEX',
    });
    const ids: string[] = [];
    for (let index = 0; index < 101; index += 1) ids.push((await org.group(`Many ${index}`)).id);
    const busy = await org.person({}, ids);
    const implicit = async (login: string) =>
      org.authorize(app, server, { response_type: 'id_token', sessionToken: await org.sessionToken(login) });
    expect(await implicit(busy.profile.login)).toMatchObject({
      error: 'server_error',
      error_description:
        'The groups claim matched too many groups and must be configured to match fewer groups.',
    });
    const { id_token: few } = await implicit(winston.profile.login);
    expect(decodeJwt(few!)['groups']).toEqual(['Everyone', 'West Coast Users']);
    const { body } = await org.signIn(app, server, busy.profile.login);
    expect(decodeJwt(body.id_token)['groups']).toHaveLength(102);
  });
});
