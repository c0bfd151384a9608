// Lint: what the types don't see. The dependency table is dependency-cruiser's business (.dependency-cruiser.mjs).
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const noEnums = { selector: 'TSEnumDeclaration', message: 'A union of strings, not an enum.' };
const noEnv = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only src/platform/config.ts reads the environment.',
};
const noClock = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'The pure folders have no clock: time is an argument.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'The pure folders have no clock: time is an argument.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'The pure folders have no randomness.',
  },
  { selector: ':function[async=true]', message: 'The pure folders await nothing.' },
  { selector: 'ClassDeclaration', message: 'The pure folders have no classes.' },
];

export default tseslint.config(
  { ignores: ['dist', 'data', 'coverage', 'node_modules', 'bench/peers', 'web/virtual-town'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: false } },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', noEnums],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', { max: 5 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'web/**/*.ts', 'web/**/*.tsx'],
    ignores: ['src/platform/config.ts', '**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', noEnums, noEnv] },
  },
  {
    files: ['src/domain/**/*.ts', 'src/compose/**/*.ts', 'src/formats/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', noEnums, noEnv, ...noClock] },
  },
  {
    // Nest decides by the runtime type of a constructor's parameter, so classes are imported as values.
    files: ['src/**/*.controller.ts', 'src/**/*.gateway.ts', 'src/**/*.module.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off', 'max-params': 'off' },
  },
  {
    files: ['web/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  { files: ['test/**/*.ts', 'bench/**', '**/*.test.ts'], rules: { 'max-lines': 'off', 'no-console': 'off' } },
);
