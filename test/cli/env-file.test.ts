import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseEnv, readEnvFile } from '../../cli/env-file.ts';

const values = (text: string) => Object.fromEntries(parseEnv(text).map(({ name, value }) => [name, value]));

describe('a .env file', () => {
  it('is read as dotenv reads it', () => {
    const text = [
      '# a comment',
      '',
      'PLAIN=value with spaces  ',
      'export EXPORTED=yes # why',
      "SINGLE='a # b \\n'",
      'DOUBLE="line 1\\nline \\"2\\"" # after',
      'MANY="-----BEGIN KEY-----',
      'abc # not a comment',
      '-----END KEY-----"',
      'TICK=`it\'s "quoted"`',
      'EMPTY=',
      'COMMENTED= # nothing',
      'HASH=a#b',
      '  INDENTED = here',
      'URL=http://localhost:5000/?a=b&c=d',
    ].join('\n');
    expect(values(text)).toEqual({
      PLAIN: 'value with spaces',
      EXPORTED: 'yes',
      SINGLE: 'a # b \\n',
      DOUBLE: 'line 1\nline "2"',
      MANY: '-----BEGIN KEY-----\nabc # not a comment\n-----END KEY-----',
      TICK: 'it\'s "quoted"',
      EMPTY: '',
      COMMENTED: '',
      HASH: 'a#b',
      INDENTED: 'here',
      URL: 'http://localhost:5000/?a=b&c=d',
    });
  });

  it('may have Windows line ends and a byte order mark', () => {
    expect(values('\uFEFFA=1\r\n\r\n# c\r\nB="2"\r\n')).toEqual({ A: '1', B: '2' });
  });

  it('tells where each assignment stands', () => {
    const text = '# first\nA="1" # one\nB=2\n';
    expect(parseEnv(text).map(({ start, end }) => text.slice(start, end))).toEqual(['A="1"', 'B=2']);
  });

  it.each([
    ['A=1\nB="open', '.env, line 2: a quote is not closed.'],
    ['A=1\n\nwhat is this', '.env, line 3: this line is not NAME=value.'],
    ['A="b" c', '.env, line 1: unexpected text after the closing quote.'],
  ])('names the line that cannot be read: %j', (text, message) => {
    expect(() => parseEnv(text)).toThrow(message);
  });
});

describe('the folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'env-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('may have no .env', async () => {
    expect(await readEnvFile(folder)).toEqual({});
  });

  it('may set a variable twice: the last counts', async () => {
    await writeFile(join(folder, '.env'), 'A=1\nA=2\n');
    expect(await readEnvFile(folder)).toEqual({ A: '2' });
  });

  it('may have an .env that cannot be read', async () => {
    await mkdir(join(folder, '.env'));
    await chmod(join(folder, '.env'), 0o700);
    await expect(readEnvFile(folder)).rejects.toThrow(`${join(folder, '.env')} cannot be read (EISDIR).`);
  });
});
