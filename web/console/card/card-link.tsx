import { Link } from '@tanstack/react-router';
import { useText } from '../text/labels.js';

/** To a version's issue card: the page, or the same sheet as a PDF to keep. */
export const CardLink = ({ id, pdf = false }: { id: string; pdf?: boolean }) => {
  const t = useText();
  return pdf ? (
    <a href={`/api/v1/versions/${id}/card.pdf`} className="btn" target="_blank" rel="noreferrer">
      {t('card.pdf')}
    </a>
  ) : (
    <Link to="/versions/$id/card" params={{ id }} className="btn no-print">
      {t('card.open')}
    </Link>
  );
};
