// The fields that forms are made of. `path` is how the server names a field when it refuses it; inside repeated parts it is what follows `[0].`.
const INSTRUMENTS = ['law', 'regulation', 'order', 'ministerialStatement', 'agreement', 'ruling', 'other'];
const FORMS = ['speech', 'manifesto', 'policyPaper', 'interview', 'pressStatement', 'other'];
const CHANNELS = ['cable', 'demarche', 'noteVerbale', 'letter', 'other'];
const KNOWN_BY = ['seenByOutlet', 'leaked', 'published', 'statement'];
const KINDS = ['official', 'press', 'leak', 'dataset'];
const RELIABILITIES = ['A', 'B', 'C', 'D', 'E', 'F'];
const CREDIBILITIES = ['1', '2', '3', '4', '5', '6'];
const BASES = ['inForce', 'declared'];
export const STEPS = ['report', 'advocate', 'deliverMessage'];
export const DIRECTIONS = ['moreRestrictive', 'lessRestrictive', 'noChange', 'cannotBeAssessed'];
export const MAGNITUDES = ['fineTuning', 'minor', 'midLevel', 'major'];

export const field = (name, more = {}) => ({ name, path: name, ...more });
export const choice = (name, options, more = {}) => field(name, { options, ...more });
/** A part that may be there several times; `fresh` is what a new one has. */
export const rows = (name, item, more = {}) => field(name, { item, fresh: {}, least: 1, ...more });

const text = (name, more) => field(name, { path: `text.${name}`, ...more });
const TITLE = text('title', { required: true, wide: true });
const WORDS = ['summary', 'quotation', 'note'].map(name => text(name, { long: true }));
const ORDERED = text('instructionsText', { path: 'text.instructions', long: true });

const GRADES = [
  choice('kind', KINDS, { required: true, words: 'kind' }),
  choice('reliability', RELIABILITIES, { required: true, words: 'reliability' }),
  choice('credibility', CREDIBILITIES, { required: true, words: 'credibility' }),
];
const PUBLISHED = [field('date', { edtf: true }), field('language', { hint: 'language' })];
const SOURCES = rows('sources', [
  field('publisher', { required: true }), field('sourceTitle', { path: 'title', wide: true }), field('url', { wide: true, type: 'url' }),
  ...PUBLISHED, ...GRADES,
]);
const AREAS = rows('areas', [field('area', { area: true, required: true }), field('value', { value: true, required: true })]);
const ASKS = rows('asks', [
  field('area', { area: 'direction', required: true }),
  choice('wanted', DIRECTIONS, { words: 'direction', required: true }),
], { least: 0 });

const to = who => row => (row.who ?? 'host') === who;
const ADDRESSEES = rows('addressees', [
  choice('who', ['host', 'class', 'unidentified'], { path: '', always: true }),
  field('host', { country: true, required: true, when: to('host') }),
  field('class', { required: true, hint: 'class', when: to('class') }),
  field('members', { hint: 'members', when: to('class') }),
], { fresh: { who: 'host' } });

const WHEN = field('knownAt', { placeholder: '2025-11-21T08:00:00Z', hint: 'knownAt' });
const ID = field('id', { hint: 'id' });
const INSTRUMENT = choice('instrument', INSTRUMENTS, { required: true });
const FORM = choice('form', FORMS, { required: true });
const CHANNEL = choice('channel', CHANNELS, { required: true });
const KNOWN = choice('knownBy', KNOWN_BY, { required: true });
const INSTRUCTIONS = field('instructions', { several: STEPS, wide: true });
const TARGET = field('target', { country: true, none: 'general' });

/** What a correction writes instead of what stands there, by the name of the field in the stored record. */
const EDITED = {
  areas: AREAS, asks: ASKS, addressees: ADDRESSEES, instructions: field('instructions', { long: true }), target: TARGET,
  instrument: INSTRUMENT, form: FORM, channel: CHANNEL, knownBy: KNOWN,
  sources: rows('sources', [...GRADES, ...PUBLISHED], { fixed: true }),
  area: field('area', { area: true }), basis: choice('basis', BASES, { words: 'basis' }),
  announced: field('announced', { edtf: true }), on: field('on', { edtf: true }), from: field('from', { edtf: true }),
  period: field('period', { hint: 'effective' }),
  effective: field('effective', { hint: 'effective' }),
  title: field('title'), summary: field('summary', { long: true }), quotation: field('quotation', { long: true }), note: field('note', { long: true }),
};

/** The field with which the new reading is entered: named and placed as the change has it. */
export const editorOf = name => ({ ...(EDITED[name] ?? field(name)), name: 'to', path: 'to', label: 'to', part: name, wide: true, required: false });

/** What a record may have and this one need not: a correction can bring it in. */
export const OPENABLE = {
  'policy-announced': ['target', 'effective', 'summary', 'quotation', 'note'],
  'statement-made': ['target', 'summary', 'quotation', 'note'],
  'cable-sent': ['summary', 'instructions', 'note'],
};

const REASON = field('reason', { required: true, long: true });
const CHANGES = rows('changes', [
  field('field', { fieldOf: true, required: true }), field('from', { reading: true, wide: true }), field('to', { edited: true }),
]);
const RECORD = [field('record', { required: true, record: true, wide: true }), field('entry', { entryOf: true })];

export const FIELDS = {
  'announce-policy': [
    field('jurisdictions', { required: true, hint: 'jurisdictions' }), INSTRUMENT, TARGET,
    field('announced', { required: true, edtf: true }), field('effective', { hint: 'effective' }), ID,
    AREAS, TITLE, ...WORDS, SOURCES, WHEN,
  ],
  'make-statement': [
    field('jurisdiction', { required: true, country: true }), FORM, field('on', { required: true, edtf: true }), TARGET, ID,
    { ...AREAS, least: 0 }, TITLE, ...WORDS, SOURCES, WHEN,
  ],
  'send-cable': [
    field('issuer', { required: true, country: true }), field('on', { required: true, edtf: true }), CHANNEL, KNOWN, ID,
    ADDRESSEES, ASKS, INSTRUCTIONS, TITLE, ...WORDS.filter(one => one.name !== 'quotation'), ORDERED, SOURCES, WHEN,
  ],
  'correct-record': [...RECORD, CHANGES, REASON, SOURCES, WHEN],
  'retract-record': [...RECORD, REASON, WHEN],
};
