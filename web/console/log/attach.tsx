import { useRef, useState } from 'react';
import {
  attachmentTypes,
  largestAttachment,
  mostAttachments,
  type LogAttachment,
} from '../../../src/domain/attachment.js';
import { isApiError } from '../api/client.js';
import type { UploadShape } from '../api/types.js';
import { upload } from '../api/upload.js';
import { announce } from '../shell/announce.js';
import { useText } from '../text/labels.js';
import { FileWords } from './files.js';
import { scalePhoto } from './scale-photo.js';

const mostLetters = 120;

/** A photo is a JPEG from here on; a name that is too long keeps its end. */
const nameOf = (name: string, isPhoto: boolean): string =>
  (isPhoto ? name.replace(/(\.[^.]*)?$/u, '.jpg') : name).slice(-mostLetters);

/** What went wrong with a file: a key of ours, or the hub's own words. */
type Fault = { readonly name: string } & (
  { readonly why: 'unreadable' | 'tooLarge' | 'tooMany' } | { readonly said: string }
);

const send = async (file: File): Promise<LogAttachment | Fault> => {
  const { name } = file;
  const isPhoto = file.type.startsWith('image/');
  const bytes = isPhoto ? await scalePhoto(file).catch(() => null) : file;
  if (bytes === null) return { name, why: 'unreadable' };
  if (bytes.size > largestAttachment) return { name, why: 'tooLarge' };
  try {
    const taken = await upload<UploadShape>('/chronology/attachments', bytes);
    return { ...taken, name: nameOf(name, isPhoto) };
  } catch (error) {
    if (!isApiError(error)) throw error;
    return { name, said: error.problem.title };
  }
};

interface Props {
  readonly files: readonly LogAttachment[];
  readonly isBusy: boolean;
  /** The form may have changed while a file was on its way. */
  readonly onFiles: (edit: (files: readonly LogAttachment[]) => readonly LogAttachment[]) => void;
  readonly onBusy: (isBusy: boolean) => void;
}

/** Photos and documents of an entry: sent as they are chosen, named when it is saved. */
export const Attach = ({ files, isBusy, onFiles, onBusy }: Props) => {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const add = async (chosen: readonly File[]) => {
    const room = mostAttachments - files.length;
    const wrong: Fault[] = chosen.slice(room).map(({ name }) => ({ name, why: 'tooMany' }));
    onBusy(true);
    for (const file of chosen.slice(0, room)) {
      const sent = await send(file);
      if ('sha256' in sent) onFiles((now) => [...now.filter(({ sha256 }) => sha256 !== sent.sha256), sent]);
      else wrong.push(sent);
    }
    onBusy(false);
    setFaults(wrong);
    announce(wrong[0] === undefined ? t('log.attach.added') : faultWords(wrong[0], t));
  };
  return (
    <div className="grid gap-1" role="group" aria-label={t('log.attach.label')}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <button
          type="button"
          className="btn"
          aria-disabled={isBusy || files.length >= mostAttachments}
          onClick={() => !isBusy && files.length < mostAttachments && input.current?.click()}
        >
          {t('log.attach.choose')}
        </button>
        {isBusy && <span data-uploading>{t('log.attach.uploading')}</span>}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={attachmentTypes.join(',')}
        onChange={(event) => {
          const chosen = [...(event.target.files ?? [])];
          // Chosen again, the same file is a change too.
          event.target.value = '';
          if (chosen.length > 0) void add(chosen);
        }}
      />
      <p className="hint">{t('log.attach.hint', { most: mostAttachments })}</p>
      {faults.map((fault) => (
        <p key={fault.name} className="font-700 text-danger" data-attach-fault>
          <span aria-hidden="true">⚠ </span>
          {faultWords(fault, t)}
        </p>
      ))}
      {files.length > 0 && (
        <ul className="grid gap-1" data-attached>
          {files.map((file) => (
            <li key={file.sha256} className="flex flex-wrap items-center gap-x-3">
              <FileWords file={file} />
              <button
                type="button"
                className="link min-h-[2.75rem] cursor-pointer font-700"
                onClick={() => onFiles((now) => now.filter(({ sha256 }) => sha256 !== file.sha256))}
              >
                {t('log.attach.remove')}
                <span className="sr-only"> {file.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};

const faultWords = (fault: Fault, t: ReturnType<typeof useText>): string =>
  `${fault.name}：${'said' in fault ? fault.said : t(`log.attach.${fault.why}`, { most: mostAttachments })}`;
