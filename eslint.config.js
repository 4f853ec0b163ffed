import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * Windows refuses to rename or remove a file that another program has open for a moment; `mkdir` hangs in places such as
 * `/proc`.
 */
const retries = 'Use makeFolder, replaceFile, replaceFolder and remove of shared/files.js.';
const names = ['mkdir', 'rename', 'rm', 'rmdir', 'unlink'];
const renaming = [
  { name: 'node:fs/promises', importNames: names, message: retries },
  {
    name: 'node:fs',
    importNames: ['promises', ...names, ...names.map((name) => `${name}Sync`)],
    message: retries,
  },
  ...['fs', 'fs/promises'].map((name) => ({ name, message: `Import it as node:${name}.` })),
];

/** Forbids imports of other parts of the house (docs/architecture.md, "Allowed imports"). */
const boundary = (files, patterns) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { paths: renaming, patterns }],
  },
});
const part = (names, message) => ({ regex: `^(\\.\\./)+(${names})(/|$)`, message });
const onlyItsIndex = {
  regex: '^(\\.\\./)+exchange/(?!index\\.ts$)',
  message: 'Other parts import only the index of exchange.',
};
const nothingOfTheDemo = part('cli|app|stacks', 'The sandbox is an Okta org; it knows nothing of the demo.');
/** One of the ways to sign in that stand around the core in `sandbox/sign-in`. */
const skin = (names, message) => ({ regex: `(^\\./|^(\\.\\./)+)(sign-in/)?(${names})/`, message });

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'cdktf.out/',
      'node_modules/',
      '.multidemo/',
      'coverage/',
      'test/contract/fixtures/',
      'themes/',
      'tools/package/try/', // a project of its own, compiled against the packed package
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        globalThis: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/require-await': 'off', // an async signature may be what the interface asks for
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
      '@typescript-eslint/no-extraneous-class': 'off',
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['warn', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  boundary(
    ['cli/**/*.ts'],
    [
      {
        regex: '^(\\.\\./)+(app|exchange|stacks|sandbox)/(?!index\\.ts$)',
        message: 'The CLI imports only the index of another part.',
      },
    ],
  ),
  boundary(
    ['app/**/*.ts'],
    [
      onlyItsIndex,
      part('cli|stacks|sandbox', 'The app knows nothing of the CLI, the stacks or the sandbox.'),
    ],
  ),
  boundary(['sandbox/**/*.ts'], [nothingOfTheDemo, onlyItsIndex]),
  boundary(
    ['exchange/**/*.ts'],
    [part('cli|app|stacks|sandbox', 'The ledger knows nothing of the parts that write and read it.')],
  ),
  boundary(
    ['shared/**/*.ts'],
    [part('cli|app|exchange|stacks|sandbox', 'What is shared knows nothing of the parts that use it.')],
  ),
  boundary(
    ['sandbox/sign-in/*.ts', 'sandbox/oauth/**/*.ts'],
    [
      nothingOfTheDemo,
      onlyItsIndex,
      skin('idx|classic', 'A skin of the sign-in only speaks its wire form: ask the core.'),
    ],
  ),
  boundary(
    ['sandbox/sign-in/idx/**/*.ts'],
    [
      nothingOfTheDemo,
      onlyItsIndex,
      skin('classic', 'The Identity Engine knows nothing of the Classic one.'),
    ],
  ),
  boundary(
    ['sandbox/sign-in/classic/**/*.ts'],
    [nothingOfTheDemo, onlyItsIndex, skin('idx', 'The Classic engine knows nothing of the Identity Engine.')],
  ),
  boundary(
    ['stacks/**/*.ts'],
    [part('cli|app|exchange|sandbox', 'The stacks declare; they know nothing of who applies them.')],
  ),
  {
    files: ['test/**/*.ts'],
    rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Arithmetic over indices that are known to be there; a theme's drawings, and the renderer, are one file each.
    files: ['tools/artwork/*.ts'],
    rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['bench/**/*.ts', 'build.js'], rules: { 'no-console': 'off' } },
  {
    files: ['build.js', 'cli/launch.js'],
    rules: { 'no-restricted-imports': ['error', { paths: renaming }] },
  },
);
