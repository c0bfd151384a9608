import { Link } from '@tanstack/react-router';
import { useText } from '../text/labels.js';
import { Page } from './page.js';

export const NotFound = () => {
  const t = useText();
  return (
    <Page title={t('notFound.title')} wide={false}>
      <p>{t('notFound.text')}</p>
      <Link to="/" className="btn mt-3">
        {t('nav.home')}
      </Link>
    </Page>
  );
};
