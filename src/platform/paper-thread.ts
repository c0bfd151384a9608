// A thread that makes PDF pages, so that neither fonts of 11 MB nor the lines of a hundred cards hold the event loop. It
// stands alone: Node runs it as it is, and the tests read it.
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import pdfmake from 'pdfmake';

/** What is to be made: the first of the candidates that is one page, else the last. Plain data: it crosses to the thread. */
export interface PaperWork {
  readonly candidates: readonly object[];
  /** Stands at the foot of every page, before its number; null for a page without either. */
  readonly footer: string | null;
}

export interface PaperMade {
  readonly pdf: Uint8Array;
  readonly pages: number;
}

const { resolve } = createRequire(import.meta.url);
const weight = (name: string): string =>
  resolve(`@expo-google-fonts/noto-sans-jp/${name}/NotoSansJP_${name}.ttf`);
const fonts = { normal: weight('500Medium'), bold: weight('900Black') };
pdfmake.addFonts({ Noto: fonts });
// What is drawn by functions can't cross to the thread: a definition names it.
pdfmake.addTableLayouts({ framed: { hLineWidth: () => 3, vLineWidth: () => 3 } });
// A page is made of its own text and these two fonts: nothing else is read, and nothing fetched.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => Object.values(fonts).includes(path));

async function make(candidate: object, footer: string | null): Promise<PaperMade> {
  let pages = 0;
  const definition = {
    ...candidate,
    footer: (page: number, count: number) => {
      pages = count;
      if (footer === null) return '';
      return { text: `${footer}　${page}／${count}`, alignment: 'center', fontSize: 8, margin: [0, 6, 0, 0] };
    },
  };
  const pdf = await pdfmake.createPdf(definition).getBuffer();
  return { pdf: new Uint8Array(pdf), pages };
}

async function firstThatFits({ candidates, footer }: PaperWork): Promise<PaperMade> {
  let last: PaperMade = { pdf: new Uint8Array(), pages: 0 };
  for (const candidate of candidates) {
    last = await make(candidate, footer);
    if (last.pages === 1) return last;
  }
  return last;
}

const port = parentPort;
if (port !== null) {
  const made = await firstThatFits(workerData as PaperWork);
  port.postMessage(made);
  port.close();
}
