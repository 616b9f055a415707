import { afterEach, expect, test, vi } from 'vitest';
import { Cancelled, NotRunning, signByLayer } from './ncalayer';

/** As NCALayer answers: it greets, then answers what was asked. */
class Layer {
  static answers: unknown[] | null = [];
  static asked: { module: string; method: string; args: unknown[] }[] = [];
  onopen?: () => void;
  onclose?: () => void;
  onmessage?: (event: { data: string }) => void;

  constructor(readonly url: string) {
    queueMicrotask(() => (Layer.answers ? this.onopen?.() : this.onclose?.()));
  }
  send(asked: string) {
    Layer.asked.push(JSON.parse(asked) as (typeof Layer.asked)[number]);
    for (const one of Layer.answers ?? []) this.onmessage?.({ data: JSON.stringify(one) });
  }
  close() {
    this.onclose?.();
  }
}

const GREETING = { result: { version: '1.4' } };
vi.stubGlobal('WebSocket', Layer);
afterEach(() => (Layer.asked = []));

test('it signs exactly the content and gives the signature back', async () => {
  Layer.answers = [GREETING, { code: '200', responseObject: '-----BEGIN CMS-----' }];
  expect(await signByLayer('Y29udGVudA==')).toBe('-----BEGIN CMS-----');
  expect(Layer.asked).toEqual([
    {
      module: 'kz.gov.pki.knca.commonUtils',
      method: 'createCMSSignatureFromBase64',
      args: ['PKCS12', 'SIGNATURE', 'Y29udGVudA==', false],
    },
  ]);
});

test('a citizen who closes its window has cancelled', async () => {
  Layer.answers = [GREETING, { code: '500', message: 'action.canceled' }];
  await expect(signByLayer('AA==')).rejects.toBeInstanceOf(Cancelled);
});

test('where it does not run there is nobody to ask', async () => {
  Layer.answers = null;
  await expect(signByLayer('AA==')).rejects.toBeInstanceOf(NotRunning);
});
