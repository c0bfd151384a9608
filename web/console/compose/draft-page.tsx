import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useParams } from '@tanstack/react-router';
import { reads, useKinds } from '../api/queries.js';
import type { VersionShape } from '../api/types.js';
import { isFromBefore, Loaded } from '../shell/loaded.js';
import { Page } from '../shell/page.js';
import { refusalText, useText } from '../text/labels.js';
import { DraftEditor } from './draft-editor.js';

export const DraftPage = () => {
  const t = useText();
  const { id } = useParams({ from: '/drafts/$id' });
  const version = useQuery({ ...reads.version(id), refetchOnWindowFocus: false });
  if (version.data === undefined || isFromBefore(version))
    return (
      <Page title={t('draft.title')}>
        <Loaded query={version} lines={16} fresh>
          {() => null}
        </Loaded>
      </Page>
    );
  return <Editable key={id} version={version.data} />;
};

/** Returned and lapsed versions are drafts again; anything further along has its own page. */
const open = ['draft', 'returned', 'lapsed'];

const Editable = ({ version }: { version: VersionShape }) => {
  const t = useText();
  const kind = useKinds().find((one) => one.kind === version.kind);
  if (!open.includes(version.status))
    return <Navigate to="/versions/$id" params={{ id: version.id }} replace />;
  if (kind === undefined || version.may.edit !== null)
    return (
      <Page title={t('draft.title')} wide={false}>
        <p className="card">{refusalText(version.may.edit ?? 'kind.unknown')}</p>
        <Link to="/" className="btn mt-3">
          {t('nav.home')}
        </Link>
      </Page>
    );
  return <DraftEditor version={version} kind={kind} />;
};
