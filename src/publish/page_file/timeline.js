// Stories over time, and the two ends of the time that is shown.

/** Bars of a histogram on a small canvas; those outside `from`–`to` are faint. */
function drawBars(canvas, counts, from, to) {
  const box = canvas.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(box.width * ratio);
  canvas.height = Math.round(box.height * ratio);
  const pen = canvas.getContext('2d');
  pen.scale(ratio, ratio);
  const most = Math.max(1, ...counts), step = box.width / Math.max(1, counts.length);
  counts.forEach((n, i) => {
    pen.fillStyle = i >= from && i <= to ? ink.mark : ink.quiet;
    pen.globalAlpha = i >= from && i <= to ? 0.75 : 0.3;
    const height = n ? Math.max(1, n / most * (box.height - 2)) : 0;
    pen.fillRect(i * step + step * 0.08, box.height - height, step * 0.84, height);
  });
}

/** First day of a spell. */
const startOfSpell = i => i === 0 ? ABOUT.first : ABOUT.spells[i];

/** Last day of a spell. */
function endOfSpell(i) {
  if (i >= LAST_SPELL) return ABOUT.last || '';
  const next = new Date(`${ABOUT.spells[i + 1]}T00:00:00Z`);
  return new Date(next - 86400000).toISOString().slice(0, 10);
}

function showTimeline() {
  if (!ABOUT.spells.length) {
    at('timeline').hidden = true;
    return;
  }
  at('from').value = state.from;
  at('to').value = state.to;
  at('from-out').textContent = startOfSpell(state.from);
  at('to-out').textContent = endOfSpell(state.to);
  at('from').setAttribute('aria-valuetext', startOfSpell(state.from));
  at('to').setAttribute('aria-valuetext', endOfSpell(state.to));
  drawBars(at('histogram'), ABOUT.histogram, state.from, state.to);
}

function startTimeline(changed) {
  for (const [id, set] of [['from', value => { state.from = Math.min(value, state.to); }], ['to', value => { state.to = Math.max(value, state.from); }]]) {
    at(id).max = LAST_SPELL;
    at(id).addEventListener('input', event => {
      set(Number(event.target.value));
      changed();
    });
  }
}
