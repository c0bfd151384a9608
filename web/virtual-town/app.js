/** The virtual town's page: draws what `/events` tells, by itself and without anything from outside. */

const languages = [
  ['ja', '日本語', 'ja'],
  ['ja-easy', 'やさしい日本語', 'ja'],
  ['en', 'English', 'en'],
  ['zh-Hans', '简体中文', 'zh-Hans'],
  ['vi', 'Tiếng Việt', 'vi'],
  ['ne', 'नेपाली', 'ne'],
];
const channels = [
  ['radio', '防災無線', 'Radio'],
  ['push', 'プッシュ通知', 'Push'],
  ['sms', 'SMS', ''],
  ['mastodon', 'Mastodon', ''],
  ['web-push', 'ブラウザの通知', 'Web push'],
  ['voice', '電話', 'Phone calls'],
  ['ring', '承認者の呼び出し', 'Approvers rung'],
];
const width = 640;
const byId = (id) => document.getElementById(id);
const clock = new Intl.DateTimeFormat('ja-JP', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'Asia/Tokyo',
});

/** Makes an element; `attributes.text` is its text, everything else an attribute. */
function make(name, { text, ...attributes } = {}, children = []) {
  const svg = ['svg', 'path', 'circle', 'text', 'g', 'title'].includes(name);
  const element = svg
    ? document.createElementNS('http://www.w3.org/2000/svg', name)
    : document.createElement(name);
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** All outer and inner rings of a GeoJSON polygon, feature or collection. */
function ringsOf(boundary) {
  if (!boundary) return [];
  if (boundary.type === 'FeatureCollection') return boundary.features.flatMap(ringsOf);
  if (boundary.type === 'Feature') return ringsOf(boundary.geometry);
  if (boundary.type === 'Polygon') return boundary.coordinates;
  if (boundary.type === 'MultiPolygon') return boundary.coordinates.flat();
  return [];
}

/** Degrees to pixels, north up, fitted to boundary and points with a margin. */
function projection(points) {
  const lngs = points.map(([lng]) => lng);
  const lats = points.map(([, lat]) => lat);
  const [west, east, south, north] = [
    Math.min(...lngs),
    Math.max(...lngs),
    Math.min(...lats),
    Math.max(...lats),
  ];
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const margin = 24;
  const scale = (width - 2 * margin) / Math.max((east - west) * shrink, (north - south) * 0.5, 0.001);
  const place = ([lng, lat]) => [margin + (lng - west) * shrink * scale, margin + (north - lat) * scale];
  return { place, height: 2 * margin + (north - south) * scale };
}

function drawMap(town) {
  const rings = ringsOf(town.boundary);
  const places = [...town.districts, ...town.stations].map(({ point }) => [point.lng, point.lat]);
  const { place, height } = projection([...rings.flat(), ...places]);
  const outline = rings.map(
    (ring) =>
      `M${ring
        .map((at) =>
          place(at)
            .map((n) => n.toFixed(1))
            .join(' '),
        )
        .join('L')}Z`,
  );
  const svg = make(
    'svg',
    { viewBox: `0 0 ${width} ${height.toFixed(0)}`, role: 'img', 'aria-label': `${town.name} 地図 map` },
    [make('path', { d: outline.join(''), class: 'boundary' })],
  );
  const labelled = [];
  for (const { name, nameEn, point } of town.districts) {
    const [x, y] = place([point.lng, point.lat]);
    // Where districts crowd, the first name stands for its neighbours.
    if (labelled.some(([otherX, otherY]) => Math.abs(otherX - x) < 52 && Math.abs(otherY - y) < 16)) continue;
    labelled.push([x, y]);
    const label = make('text', { x, y: y + 18, class: 'district', text: name });
    label.append(make('title', { text: nameEn ?? name }));
    svg.append(label);
  }
  for (const { id, name, point } of town.stations) {
    const [cx, cy] = place([point.lng, point.lat]);
    svg.append(
      make('g', { id: `station-${id}`, class: 'station' }, [
        make('circle', { cx, cy, r: 7, class: 'wave' }),
        make('circle', { cx, cy, r: 7, class: 'speaker' }),
        make('title', { text: `${name} (${id})` }),
      ]),
    );
  }
  byId('map').replaceChildren(svg);
}

function drawSpeech(speaking) {
  const loud = new Set(speaking.flatMap(({ stations }) => stations));
  for (const station of document.querySelectorAll('.station'))
    station.classList.toggle('on', loud.has(station.id.replace('station-', '')));
  const newest = speaking.at(-1);
  if (!newest)
    return byId('speech').replaceChildren(
      make('p', { class: 'quiet', text: '放送はありません / Nothing is being said' }),
    );
  const siren = newest.siren === 'none' ? '' : `サイレン siren: ${newest.siren} · `;
  byId('speech').replaceChildren(
    make('p', {
      class: 'meta',
      text: `${siren}${newest.stations.length} 局 stations · 約 ${Math.round(newest.seconds)} 秒 s`,
    }),
    ...newest.lines.map(({ language, text }) =>
      make('p', { lang: language === 'ja-easy' ? 'ja' : language, text }),
    ),
  );
}

function notice(kind, message) {
  if (!message) return make('p', { class: 'none', text: `${kind}: –` });
  return make('div', { class: `notice ${kind.toLowerCase()}` }, [
    make('p', {
      class: 'meta',
      text: `${kind} · ${clock.format(message.at)} · ${message.count.toLocaleString('ja-JP')}`,
    }),
    make('p', { class: 'words', text: message.text }),
  ]);
}

function drawPhones({ push, sms, 'web-push': browser }) {
  byId('phones').replaceChildren(
    ...languages.map(([tag, name, lang]) =>
      make('article', { class: 'phone', lang }, [
        make('h3', { text: name }),
        notice('Push', push[tag]),
        notice('SMS', sms[tag]),
        notice('Web', browser[tag]),
      ]),
    ),
  );
}

function drawFeed(posts) {
  const items = posts.map(({ at, text, lang }) =>
    make('li', {}, [
      make('p', { class: 'meta', text: clock.format(at) }),
      make('p', { class: 'words', lang: lang || 'ja', text }),
    ]),
  );
  byId('feed').replaceChildren(
    ...(items.length ? items : [make('li', { class: 'none', text: '投稿はありません / No posts' })]),
  );
}

function drawLedger(summary, faults) {
  const cell = (value) => make('td', { text: value.toLocaleString('ja-JP') });
  byId('ledger').replaceChildren(
    ...channels.map(([id, ja, en]) => {
      const { effects, duplicates, requests } = summary[id];
      const head = make('th', { scope: 'row', text: `${ja} ` });
      if (en) head.append(make('span', { lang: 'en', text: en }));
      return make('tr', {}, [head, cell(effects), cell(duplicates), cell(requests)]);
    }),
  );
  const list = faults.map(({ endpoint, mode }) => `${endpoint}: ${mode}`).join(', ');
  byId('faults').textContent = list && `故障の設定 / Faults set: ${list}`;
}

const town = await (await fetch('/town')).json();
byId('town').textContent = town.name;
byId('town-en').textContent = town.nameEn ?? '';
document.title = `訓練 ${town.name} – DRILL Virtual town`;
drawMap(town);

const events = new EventSource('/events');
events.onopen = () => (byId('connection').textContent = '');
events.onerror = () =>
  (byId('connection').textContent = '接続が切れました。つなぎ直しています / Connection lost, trying again');
events.onmessage = ({ data }) => {
  const { summary, phones, posts, speaking, faults } = JSON.parse(data);
  drawSpeech(speaking);
  drawPhones(phones);
  drawFeed(posts);
  drawLedger(summary, faults);
};
