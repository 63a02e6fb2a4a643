// What each command asks for, and the JSON that is made of it. `path` is how the server names a field when it refuses it.
const list = value => (value ?? '').split(/[,;\n]/).map(one => one.trim()).filter(Boolean);
const word = value => value?.trim() || undefined;

const INSTRUMENTS = ['law', 'regulation', 'order', 'ministerialStatement', 'agreement', 'ruling', 'other'];
const FORMS = ['speech', 'manifesto', 'policyPaper', 'interview', 'pressStatement', 'other'];
const CHANNELS = ['cable', 'demarche', 'noteVerbale', 'letter', 'other'];
const KNOWN_BY = ['seenByOutlet', 'leaked', 'published', 'statement'];
export const DIRECTIONS = ['moreRestrictive', 'lessRestrictive', 'noChange', 'cannotBeAssessed'];
export const MAGNITUDES = ['fineTuning', 'minor', 'midLevel', 'major'];

const field = (name, path, more = {}) => ({ name, path, ...more });
const choice = (name, path, options, more) => field(name, path, { options, ...more });

const WORDS = [field('title', 'text.title', { required: true, wide: true }), field('summary', 'text.summary', { long: true }), field('quotation', 'text.quotation', { long: true }), field('note', 'text.note', { long: true })];
const SOURCE = [
  field('publisher', 'sources[0].publisher', { required: true }), field('sourceTitle', 'sources[0].title', { wide: true }), field('url', 'sources[0].url', { wide: true, type: 'url' }), field('date', 'sources[0].date', { edtf: true }),
  choice('kind', 'sources[0].kind', ['official', 'press', 'leak', 'dataset'], { required: true, words: 'kind' }), choice('reliability', 'sources[0].reliability', ['A', 'B', 'C', 'D', 'E', 'F'], { required: true, words: 'reliability' }),
  choice('credibility', 'sources[0].credibility', ['1', '2', '3', '4', '5', '6'], { required: true, words: 'credibility' }), field('language', 'sources[0].language'),
];
const WHEN = field('knownAt', 'knownAt', { type: 'text', placeholder: '2025-11-21T08:00:00Z' });
const ID = field('id', 'id', { hint: 'id' });
const VALUE = [field('area', 'areas[0].area', { area: true }), field('value', 'areas[0].value', { value: true })];

const sources = v => [{ publisher: word(v.publisher), title: word(v.sourceTitle), url: word(v.url), date: word(v.date), kind: v.kind, reliability: v.reliability, credibility: v.credibility ? Number(v.credibility) : undefined, language: word(v.language) }];
const words = v => ({ title: word(v.title), summary: word(v.summary), quotation: word(v.quotation), note: word(v.note) });

/** A value as its area's kind wants it. */
export function valueOf(v, kind) {
  if (kind === 'level')
    return v.value === '' || v.value === undefined ? undefined : { level: Number(v.value) };
  if (kind === 'category')
    return { category: word(v.value), days: v.days ? Number(v.days) : undefined };
  return { direction: v.value, magnitude: word(v.magnitude) };
}

const areas = (v, kind) => v.area ? [{ area: v.area, value: valueOf(v, kind) }] : [];

// What reads as JSON is meant as JSON: a level, a list; all else is text.
const parsed = value => { try { return JSON.parse(value); } catch { return value; } };

export const COMMANDS = {
  'announce-policy': {
    fields: [field('jurisdictions', 'jurisdictions', { required: true, hint: 'jurisdictions' }), choice('instrument', 'instrument', INSTRUMENTS, { required: true }), ...VALUE, field('target', 'target', { country: true }), field('announced', 'announced', { required: true, edtf: true }), field('effective', 'effective', { hint: 'effective' }), ID, ...WORDS],
    source: [...SOURCE, WHEN],
    body: (v, kind) => ({ jurisdictions: list(v.jurisdictions), id: word(v.id), instrument: v.instrument, areas: areas(v, kind), target: word(v.target), announced: word(v.announced), effective: word(v.effective), knownAt: word(v.knownAt), text: words(v), sources: sources(v) }),
  },
  'make-statement': {
    fields: [field('jurisdiction', 'jurisdiction', { required: true, country: true }), choice('form', 'form', FORMS, { required: true }), ...VALUE, field('target', 'target', { country: true }), field('on', 'on', { required: true, edtf: true }), ID, ...WORDS],
    source: [...SOURCE, WHEN],
    body: (v, kind) => ({ jurisdiction: v.jurisdiction, id: word(v.id), form: v.form, areas: areas(v, kind), target: word(v.target), on: word(v.on), knownAt: word(v.knownAt), text: words(v), sources: sources(v) }),
  },
  'send-cable': {
    fields: [field('issuer', 'issuer', { required: true, country: true }), field('host', 'addressees', { hint: 'jurisdictions' }), field('unidentified', 'addressees', { check: true }), field('area', 'asks[0].area', { area: true, directions: true }), choice('wanted', 'asks[0].wanted', DIRECTIONS, { words: 'direction' }), field('on', 'on', { required: true, edtf: true }), choice('channel', 'channel', CHANNELS, { required: true }), choice('knownBy', 'knownBy', KNOWN_BY, { required: true }), ID, WORDS[0], WORDS[1], field('instructions', 'text.instructions', { long: true }), WORDS[3]],
    source: [...SOURCE, WHEN],
    body: v => ({ issuer: v.issuer, id: word(v.id), addressees: [...list(v.host).map(host => ({ host })), ...(v.unidentified ? [{ unidentified: true }] : [])], instructions: [], asks: v.area ? [{ area: v.area, wanted: v.wanted }] : [], on: word(v.on), channel: v.channel, knownBy: v.knownBy, action: 'REQUEST/change', knownAt: word(v.knownAt), text: { title: word(v.title), summary: word(v.summary), instructions: word(v.instructions), note: word(v.note) }, sources: sources(v) }),
  },
  'correct-record': {
    fields: [field('record', 'record', { required: true, record: true }), field('entry', 'entry'), field('field', 'changes[0].field', { required: true, fieldOf: true }), field('from', 'changes[0].from', { wide: true }), field('to', 'changes[0].to', { required: true, wide: true }), field('reason', 'reason', { required: true, long: true })],
    source: [...SOURCE, WHEN],
    body: v => ({ record: word(v.record), entry: word(v.entry), changes: [{ field: word(v.field), from: v.from ? parsed(v.from) : undefined, to: v.to ? parsed(v.to) : undefined }], reason: word(v.reason), knownAt: word(v.knownAt), sources: sources(v) }),
  },
  'retract-record': {
    fields: [field('record', 'record', { required: true, record: true }), field('entry', 'entry'), field('reason', 'reason', { required: true, long: true })],
    source: [WHEN],
    body: v => ({ record: word(v.record), entry: word(v.entry), reason: word(v.reason), knownAt: word(v.knownAt) }),
  },
};
