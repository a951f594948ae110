// Decisions on names, by keyboard. Texts of the queue are foreign: they go into the page as text only.

const { queue, key: KEY } = JSON.parse(document.getElementById('data').textContent);
/** What a proposal lacks is empty. */
const QUEUE = queue.map(entry => ({ hant: '', latin: '', aliases: [], candidates: [], ...entry,
  examples: (entry.examples || []).map(example => ({ text: '', ...example })) }));
const TYPES = ['person', 'office', 'organization', 'place'];
const at = id => document.getElementById(id);

const WORDS = {
  title: ['Names that the gazetteers lack', '词典未收的名称', '詞典未收的名稱'],
  progress: ['{done} of {all} decided: {accept} accepted, {merge} merged, {reject} rejected', '已定{done}／{all}：收{accept}，并{merge}，弃{reject}', '已定{done}／{all}：收{accept}，併{merge}，棄{reject}'],
  show: ['Show', '显示', '顯示'], all: ['all', '全部', '全部'], open: ['undecided', '未定', '未定'], decided: ['decided', '已定', '已定'],
  save: ['Save decisions (s)', '保存决定（s）', '儲存決定（s）'], yaml: ['The file that is saved', '保存的文件', '儲存的檔案'],
  person: ['person', '人物', '人物'], office: ['office', '职位', '職位'], organization: ['organization', '机构', '機構'], place: ['place', '地点', '地點'],
  facts: ['{stories} stories, {outlets} outlets, {mentions} mentions, {first} to {last}; found by {found}',
    '{stories}则新闻，{outlets}家媒体，{mentions}次，{first}至{last}；依据：{found}', '{stories}則新聞，{outlets}家媒體，{mentions}次，{first}至{last}；依據：{found}'],
  name: ['Name', '名称', '名稱'], hant: ['Traditional', '繁体', '繁體'], latin: ['Latin', '拉丁', '拉丁'], aliases: ['Aliases, with |', '别名，以|分隔', '別名，以|分隔'],
  reason: ['Reason', '理由', '理由'], id: ['Merge into id', '并入编号', '併入編號'],
  accept: ['accept', '收录', '收錄'], reject: ['reject', '舍弃', '捨棄'], merge: ['merge', '并入', '併入'], skip: ['later', '以后再定', '以後再定'],
  candidates: ['Is it one of these?', '是否为下列之一？', '是否為下列之一？'],
  keys: ['Keys: a accept · m or 1–4 merge into the entity named · x reject · space later · u undo · t type · e name · i id · ↑ ↓ move · s save',
    '按键：a 收录 · m 或 1–4 并入所列 · x 舍弃 · 空格 以后 · u 撤销 · t 类型 · e 名称 · i 编号 · ↑↓ 移动 · s 保存',
    '按鍵：a 收錄 · m 或 1–4 併入所列 · x 捨棄 · 空格 以後 · u 撤銷 · t 類型 · e 名稱 · i 編號 · ↑↓ 移動 · s 儲存'],
  none: ['Nothing is left here.', '已无待定。', '已無待定。'],
};
const LANGUAGES = ['EN', '简', '繁'];
let language = (() => {
  const wanted = (navigator.languages || [navigator.language]).find(tag => /^(zh|en)/i.test(tag)) || 'en';
  return !/^zh/i.test(wanted) ? 0 : /hant|tw|hk|mo/i.test(wanted) ? 2 : 1;
})();
const word = (key, slots = {}) => WORDS[key][language].replace(/\{(\w+)\}/g, (_, slot) => slots[slot]);

/** An element with properties and children; strings become text. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element && !key.startsWith('aria-')) element[key] = value; else element.setAttribute(key, value);
  }
  element.append(...children.filter(child => child !== null));
  return element;
}

/** What was decided, by proposal: {decision, into, type, name, hant, latin, aliases, reason}. Kept in this browser too. */
const decisions = new Map();
const history = [];
const STORE = `guanxi-review-${KEY}`;
try {
  for (const [id, kept] of JSON.parse(localStorage.getItem(STORE) || '[]')) decisions.set(id, kept);
} catch { /* A browser that keeps nothing for files: the decisions are saved by hand. */ }

function keep() {
  try {
    localStorage.setItem(STORE, JSON.stringify([...decisions]));
  } catch { /* As above. */ }
}

let filter = 'all', current = null;

/** The fields as they are now: those of a decision, else those proposed. */
function fieldsOf(proposal) {
  const kept = decisions.get(proposal.id);
  return kept || { decision: '', into: '', type: proposal.type, name: proposal.name, hant: proposal.hant, latin: proposal.latin, aliases: proposal.aliases, reason: '' };
}

const isDecided = proposal => Boolean(fieldsOf(proposal).decision);
const passes = proposal => filter === 'all' || (filter === 'decided') === isDecided(proposal);

/** The next undecided proposal behind this one, or from the beginning. */
function next(from) {
  const start = from ? QUEUE.indexOf(from) + 1 : 0;
  return [...QUEUE.slice(start), ...QUEUE.slice(0, start)].find(proposal => !isDecided(proposal)) || null;
}

function change(proposal, fields) {
  history.push([proposal.id, decisions.get(proposal.id)]);
  decisions.set(proposal.id, { ...fieldsOf(proposal), ...fields });
  keep();
}

function decide(decision, into = '') {
  if (!current || (decision === 'merge' && !into)) return;
  change(current, { decision, into });
  current = next(current);
  show();
}

function undo() {
  const last = history.pop();
  if (!last) return;
  const [id, before] = last;
  if (before) decisions.set(id, before); else decisions.delete(id);
  keep();
  current = QUEUE.find(proposal => proposal.id === id);
  show();
}

function move(step) {
  const shown = QUEUE.filter(passes);
  if (!shown.length) return;
  const place = shown.indexOf(current);
  current = shown[Math.max(0, Math.min(shown.length - 1, place + step))];
  show();
}

/** JSON texts and lists of them are YAML. */
const quote = value => JSON.stringify(value);

function yaml() {
  const lines = ['# Decisions of a review. guanxi gazetteer accept FILE --into DIR'];
  for (const proposal of QUEUE) {
    const { decision, into, type, name, hant, latin, aliases, reason } = fieldsOf(proposal);
    if (!decision) continue;
    lines.push(`- decision: ${decision === 'merge' ? `merge-into: ${into}` : decision}`, `  id: ${quote(proposal.id)}`, `  type: ${type}`, `  name: ${quote(name)}`);
    if (hant) lines.push(`  hant: ${quote(hant)}`);
    if (latin) lines.push(`  latin: ${quote(latin)}`);
    if (aliases.length) lines.push(`  aliases: ${quote(aliases)}`);
    if (reason) lines.push(`  reason: ${quote(reason)}`);
  }
  return lines.length > 1 ? `${lines.join('\n')}\n` : `${lines[0]}\n[]\n`;
}

function save() {
  const url = URL.createObjectURL(new Blob([yaml()], { type: 'application/yaml' }));
  const link = make('a', { href: url, download: 'decisions.yaml' });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** A sentence with the forms of the proposal marked. */
function sentence({ text, outlet, doc }, forms) {
  const quoted = make('blockquote', { lang: 'zh' });
  let done = 0;
  while (done < text.length) {
    const found = forms.map(form => [text.indexOf(form, done), form]).filter(([place]) => place >= 0).sort((a, b) => a[0] - b[0] || b[1].length - a[1].length)[0];
    if (!found) break;
    quoted.append(text.slice(done, found[0]), make('mark', {}, found[1]));
    done = found[0] + found[1].length;
  }
  quoted.append(text.slice(done), make('p', {}, [outlet, doc].filter(Boolean).join(' · ')));
  return quoted;
}

function field(key, value, set) {
  const input = make('input', { id: `field-${key}`, type: 'text', value, autocomplete: 'off', spellcheck: false });
  input.addEventListener('change', () => { change(current, set(input.value.trim())); showHead(); });
  input.addEventListener('keydown', event => {
    if (event.key === 'Enter' || event.key === 'Escape') { input.blur(); at('card').focus(); }
    event.stopPropagation();
  });
  return [make('label', { htmlFor: `field-${key}` }, word(key)), input];
}

function button(keyName, text, act, properties = {}) {
  const made = make('button', { type: 'button', ...properties }, make('kbd', {}, keyName), text);
  made.addEventListener('click', act);
  return made;
}

function showCard() {
  const card = at('card');
  if (!current) {
    card.replaceChildren(make('p', {}, word('none')));
    return;
  }
  const now = fieldsOf(current), { candidates } = current;
  const types = TYPES.map((type, i) => {
    const made = make('button', { type: 'button', 'aria-pressed': String(type === now.type) }, word(type));
    made.addEventListener('click', () => { change(current, { type: TYPES[i] }); show(); });
    return made;
  });
  const list = candidates.map((candidate, i) => make('li', {}, button(String(i + 1), `${candidate.label} · ${candidate.id} · ${candidate.why}`,
    () => decide('merge', candidate.id), { 'aria-pressed': String(now.decision === 'merge' && now.into === candidate.id) })));
  const forms = [...new Set([current.name, now.name, current.hant, current.latin, ...current.aliases].filter(Boolean))];
  card.replaceChildren(
    make('h2', { lang: 'zh' }, now.name, now.hant && now.hant !== now.name ? ` ${now.hant}` : ''),
    make('p', { className: 'facts' }, word('facts', { stories: current.stories, outlets: current.outlets, mentions: current.mentions,
      first: current.first_date || '–', last: current.last_date || '–', found: current.found_by.join(', ') })),
    make('div', { className: 'types', role: 'group' }, ...types),
    make('div', { className: 'decisions' },
      button('a', word('accept'), () => decide('accept'), { className: 'accept', 'aria-pressed': String(now.decision === 'accept') }),
      candidates.length ? button('m', `${word('merge')}: ${candidates[0].label}`, () => decide('merge', candidates[0].id), { className: 'merge' }) : null,
      button('x', word('reject'), () => decide('reject'), { className: 'reject', 'aria-pressed': String(now.decision === 'reject') }),
      button('␣', word('skip'), skip)),
    ...(candidates.length ? [make('p', {}, word('candidates')), make('ol', { className: 'candidates' }, ...list)] : []),
    ...current.examples.map(example => sentence(example, forms)),
    make('div', { className: 'fields' },
      ...field('name', now.name, name => ({ name })), ...field('hant', now.hant, hant => ({ hant })), ...field('latin', now.latin, latin => ({ latin })),
      ...field('aliases', now.aliases.join('|'), text => ({ aliases: text.split('|').map(alias => alias.trim()).filter(Boolean) })),
      ...field('id', now.into, into => (into ? { decision: 'merge', into } : { into })), ...field('reason', now.reason, reason => ({ reason }))),
  );
  card.scrollTop = 0;
}

function showHead() {
  const all = QUEUE.map(fieldsOf), of = decision => all.filter(fields => fields.decision === decision).length;
  const done = all.filter(fields => fields.decision).length;
  at('progress').textContent = word('progress', { done, all: QUEUE.length, accept: of('accept'), merge: of('merge'), reject: of('reject') });
  Object.assign(at('bar'), { max: Math.max(1, QUEUE.length), value: done });
  at('yaml').value = yaml();
}

function showList() {
  const signs = { accept: '✓', reject: '×', merge: '→' };
  at('list').firstElementChild.replaceChildren(...QUEUE.filter(passes).map(proposal => {
    const { decision, name } = fieldsOf(proposal);
    const item = make('button', { type: 'button', 'aria-current': String(proposal === current) }, name, make('span', { className: `what ${decision}` }, signs[decision] || ''));
    item.addEventListener('click', () => { current = proposal; show(); });
    return make('li', {}, item);
  }));
  at('list').querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
}

function show() {
  document.documentElement.lang = ['en', 'zh-Hans', 'zh-Hant'][language];
  for (const element of document.querySelectorAll('[data-word]')) element.textContent = word(element.dataset.word);
  at('keys').textContent = word('keys');
  at('show').replaceChildren(...['all', 'open', 'decided'].map(key => make('option', { value: key, selected: key === filter }, word(key))));
  at('languages').replaceChildren(...LANGUAGES.map((text, i) => {
    const made = make('button', { type: 'button', 'aria-pressed': String(i === language) }, text);
    made.addEventListener('click', () => { language = i; show(); });
    return made;
  }));
  showHead();
  showList();
  showCard();
}

function skip() {
  current = next(current);
  show();
}

const KEYS = {
  a: () => decide('accept'), x: () => decide('reject'), m: () => current?.candidates.length && decide('merge', current.candidates[0].id),
  ' ': skip, u: undo, s: save, ArrowDown: () => move(1), ArrowUp: () => move(-1), j: () => move(1), k: () => move(-1),
  t: () => { if (current) { change(current, { type: TYPES[(TYPES.indexOf(fieldsOf(current).type) + 1) % TYPES.length] }); show(); } },
  e: () => at('field-name')?.select(), i: () => at('field-id')?.focus(),
};

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  // Space on a button presses that button.
  if (event.key === ' ' && event.target.tagName === 'BUTTON') return;
  const candidate = /^[1-9]$/.test(event.key) && current?.candidates[Number(event.key) - 1];
  const act = candidate ? () => decide('merge', candidate.id) : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
at('show').addEventListener('change', event => { filter = event.target.value; show(); at('card').focus(); });
at('save').addEventListener('click', save);
current = next(null) || QUEUE[0] || null;
show();
at('card').focus();
