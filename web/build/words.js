// Makes the apps' words from words/<language>/*.po, the only source: checks that every language says everything with
// the same values, then lets Paraglide compile them into typed functions, one module a message.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '@inlang/paraglide-js';
import { po } from 'gettext-parser';

const WEB = join(dirname(fileURLToPath(import.meta.url)), '..');
const OUT = join(WEB, 'shared/words/generated');
const LANGUAGES = ['ru', 'kk', 'uk', 'en'];
const PLUGIN = join(WEB, 'node_modules/@inlang/plugin-message-format/dist/index.js');
// The plural forms of gettext, in its order.
const PLURALS = {
  ru: ['one', 'few', 'many'],
  uk: ['one', 'few', 'many'],
  kk: ['one', 'other'],
  en: ['one', 'other'],
};

/** Every entry of a language: key -> its forms. */
function said(language) {
  const folder = join(WEB, 'words', language);
  const entries = readdirSync(folder)
    .filter((name) => name.endsWith('.po'))
    .flatMap((name) => Object.values(po.parse(readFileSync(join(folder, name))).translations['']));
  return new Map(entries.filter((entry) => entry.msgid).map((entry) => [entry.msgid, entry.msgstr]));
}

const values = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

/** What is missing, said twice differently or said with other values than in Russian. */
function faults(spoken) {
  const [, russian] = spoken[0];
  return spoken.flatMap(([language, words]) => [
    ...[...russian.keys()].filter((key) => !words.has(key)).map((key) => `${language}: ${key} is not said`),
    ...[...words.keys()]
      .filter((key) => !russian.has(key))
      .map((key) => `${language}: ${key} is nowhere else`),
    ...[...words]
      .filter(([, forms]) => forms.some((form) => !form.trim()))
      .map(([key]) => `${language}: ${key} is empty`),
    ...[...words]
      .filter(([key, forms]) => !sameValues(russian.get(key), forms))
      .map(([key]) => `${language}: ${key} has other values`),
    ...[...words]
      .filter(([key, forms]) => !rightForms(language, russian.get(key), forms))
      .map(([key]) => `${language}: ${key} lacks plural forms`),
  ]);
}

const sameValues = (expected, forms) =>
  !expected || forms.every((form) => values(form).join() === values(expected[0]).join());
const rightForms = (language, expected, forms) =>
  !expected || forms.length === (expected.length > 1 ? PLURALS[language].length : 1);

/** A message in Paraglide's own format; the value that decides a plural is named `n`. */
function message(language, forms) {
  if (forms.length === 1) return forms[0];
  const match = Object.fromEntries(PLURALS[language].map((form, at) => [`form=${form}`, forms[at]]));
  return [
    {
      declarations: ['input n', 'local form = n: plural'],
      selectors: ['form'],
      match: { ...match, 'form=*': forms.at(-1) },
    },
  ];
}

const russianKeys = ([[, words]]) => [...words.keys()];

function chosenOnce(key, text) {
  const names = LANGUAGES.map((language) => `${language}_${key}`);
  const [said] = text.split('\n/**\n* |');
  if (!names.every((name) => said.includes(`const ${name} = `))) return text;
  return (
    said.replace('getLocale, experimentalStaticLocale', 'say') +
    `\nexport const ${key} = /* @__PURE__ */ say(${names.join(', ')});\n`
  );
}

const spoken = LANGUAGES.map((language) => [language, said(language)]);
// Compiling takes seconds, so it is done when a word or this file has changed.
const made = createHash('sha256')
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .update(JSON.stringify(spoken.map(([, words]) => [...words])))
  .digest('hex');
const stamp = join(OUT, 'made-of');
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === made) process.exit(0);
const wrong = faults(spoken);
if (wrong.length) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
mkdirSync(join(OUT, 'project.inlang'), { recursive: true });
mkdirSync(join(OUT, 'messages'), { recursive: true });
for (const [language, words] of spoken) {
  const messages = Object.fromEntries([...words].map(([key, forms]) => [key, message(language, forms)]));
  writeFileSync(join(OUT, `messages/${language}.json`), JSON.stringify(messages, null, 1));
}
writeFileSync(
  join(OUT, 'project.inlang/settings.json'),
  JSON.stringify({
    baseLocale: 'ru',
    locales: LANGUAGES,
    modules: [PLUGIN],
    'plugin.inlang.messageFormat': { pathPattern: './messages/{locale}.json' },
  }),
);
await compile({
  project: join(OUT, 'project.inlang'),
  outdir: join(OUT, 'compiled'),
  strategy: ['globalVariable', 'baseLocale'],
  outputStructure: 'message-modules',
  emitTsDeclarations: true,
  emitGitIgnore: false,
  emitPrettierIgnore: false,
});
// Paraglide's own runtime also knows addresses, cookies and servers; a phone on a slow line should not load that.
writeFileSync(
  join(OUT, 'compiled/runtime.js'),
  `export const baseLocale = 'ru';
export const locales = ${JSON.stringify(LANGUAGES)};
export const experimentalStaticLocale = undefined;
export let getLocale = () => baseLocale;
export const overwriteGetLocale = (ours) => void (getLocale = ours);
export const isLocale = (given) => locales.includes(given);
const at = (locale) => Math.max(locales.indexOf(locale), 0);
export const say = (...spoken) => (values = {}, { locale } = {}) => spoken[at(locale ?? getLocale())](values);
`,
);
// Each message chooses its language by the same sixty bytes; said once, an app is some kilobytes smaller.
for (const key of russianKeys(spoken)) {
  const file = join(OUT, `compiled/messages/${key}.js`);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, chosenOnce(key, text));
}
writeFileSync(stamp, made);
