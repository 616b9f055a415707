import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default ts.config(
  { ignores: ['**/generated/**', 'node_modules/**'] },
  ...ts.configs.recommendedTypeChecked.map((rules) => ({ ...rules, files: ['**/*.ts', '**/*.svelte'] })),
  ...svelte.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
        parser: ts.parser,
        svelteConfig,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['error', 400],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['../../shared/*', '../shared/*'], message: 'Say $shared.' }] },
      ],
    },
  },
  // Shared knows no domain: it imports neither app.
  {
    files: ['shared/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/console/**', '**/citizen/**'], message: 'Shared knows no app.' }] },
      ],
    },
  },
  { files: ['console/**'], rules: { 'no-restricted-imports': ['error', { patterns: ['**/citizen/**'] }] } },
  { files: ['citizen/**'], rules: { 'no-restricted-imports': ['error', { patterns: ['**/console/**'] }] } },
  { files: ['build/**', '*.js', '*.ts'], languageOptions: { globals: globals.node } },
);
