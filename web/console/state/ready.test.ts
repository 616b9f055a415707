import { describe, expect, it } from 'vitest';
import { turned } from './ready.svelte';

const ready = [
  { code: 'wait', reason: '', raw: '№ {number}: ждите', text: '№ 102-SKO-26-000614: ждите' },
  { code: 'car', reason: '', raw: 'Наряд {unit} в пути', text: 'Наряд П-14 в пути' },
];
const own = '№ 102-SKO-26-000614: ждите Наряд П-14 в пути, откройте ворота';

describe('an answer to one that becomes an answer to many', () => {
  it('leaves open what is each one’s own, and the operator’s words as they are', () => {
    expect(turned(own, ready, true)).toBe('№ {number}: ждите Наряд {unit} в пути, откройте ворота');
  });

  it('is filled again when it goes to one only', () => {
    expect(turned(turned(own, ready, true), ready, false)).toBe(own);
  });
});
