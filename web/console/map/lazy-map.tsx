import { lazy, Suspense, type ComponentProps } from 'react';
import { useText } from '../text/labels.js';

const TownMap = lazy(async () => ({ default: (await import('./town-map.js')).TownMap }));

/** Leaflet comes when a map is shown; its room is kept, so that nothing jumps. */
export const LazyMap = (props: ComponentProps<typeof TownMap>) => {
  const t = useText();
  if (props.town.boundary === null) return null;
  return (
    <Suspense fallback={<div className="map grid place-items-center">{t('app.loading')}</div>}>
      <TownMap {...props} />
    </Suspense>
  );
};
