import type { LogAttachment } from '../../../src/domain/attachment.js';
import type { ChronologyEntryShape } from '../api/types.js';
import { count } from '../text/format.js';
import { useText } from '../text/labels.js';

const addressOf = ({ sha256 }: LogAttachment): string => `/api/v1/chronology/attachments/${sha256}`;
const isPhoto = ({ type }: LogAttachment): boolean => type !== 'application/pdf';

/** A file's name and size; before an entry stands, and beside its picture. */
export const FileWords = ({ file }: { file: LogAttachment }) => {
  const t = useText();
  return (
    <span>
      <span aria-hidden="true">{isPhoto(file) ? '▣ ' : '▤ '}</span>
      {file.name}
      <span className="hint numbers">
        {' '}
        {t('log.attach.size', { kilobytes: count(Math.ceil(file.size / 1024)) })}
      </span>
    </span>
  );
};

/** A thread's attachments: photos small, documents by name, what was erased in words. */
export const Files = ({ entry }: { entry: ChronologyEntryShape }) => {
  const t = useText();
  if (entry.attachments.length === 0) return null;
  return (
    <ul className="mt-1 flex flex-wrap gap-x-3 gap-y-2" aria-label={t('log.attach.label')} data-files>
      {entry.attachments.map((file) => (
        <li key={file.sha256} className="max-w-full sm:max-w-[16rem]">
          {file.kept ? <Kept file={file} /> : <Erased file={file} />}
          {file.seq !== entry.root && (
            <span className="hint numbers"> {t('log.number', { number: file.seq })}</span>
          )}
        </li>
      ))}
    </ul>
  );
};

const Kept = ({ file }: { file: LogAttachment }) => {
  const t = useText();
  const photo = isPhoto(file);
  return (
    <a
      className="link inline-flex min-h-[2.75rem] flex-col justify-center gap-1"
      href={addressOf(file)}
      {...(photo ? { target: '_blank', rel: 'noopener' } : { download: file.name })}
    >
      {photo && (
        // The link's words say which it is.
        <img
          src={addressOf(file)}
          alt=""
          loading="lazy"
          className="h-[7.5rem] w-[10rem] max-w-full rounded-4 border border-line-strong bg-sunken object-cover"
        />
      )}
      <FileWords file={file} />
      {photo && <span className="sr-only">{t('log.attach.opens')}</span>}
    </a>
  );
};

const Erased = ({ file }: { file: LogAttachment }) => {
  const t = useText();
  return (
    <p className="hint" data-erased>
      {file.name}：{t('log.attach.erased')}
    </p>
  );
};
