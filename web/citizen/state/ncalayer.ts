/** NCALayer, the program on a citizen's own computer that holds his key: it signs, his key and password stay there. */
const URL = 'wss://127.0.0.1:13579';

export class NotRunning extends Error {}
export class Cancelled extends Error {}

type Told = { code?: string; responseObject?: string; message?: string; result?: unknown };

/** A detached CMS over the content (base64), as PEM or base64. */
export function signByLayer(content: string): Promise<string> {
  return new Promise((done, failed) => {
    const line = new WebSocket(URL);
    line.onopen = () => line.send(JSON.stringify(wanted(content)));
    line.onclose = () => failed(new NotRunning());
    line.onmessage = (event: MessageEvent<string>) => {
      const told = JSON.parse(event.data) as Told;
      // It greets with its version before it answers.
      if (told.code === undefined) return;
      if (told.code === '200' && told.responseObject) done(told.responseObject);
      else failed(new Cancelled(told.message));
      line.close();
    };
  });
}

const wanted = (content: string) => ({
  module: 'kz.gov.pki.knca.commonUtils',
  method: 'createCMSSignatureFromBase64',
  args: ['PKCS12', 'SIGNATURE', content, false],
});
