// Mouse, touch and keys on the map.

/** Zooms by a factor around a point of the screen. */
function zoom(factor, x = size.width / 2, y = size.height / 2) {
  const [mx, my] = toMap(x, y);
  camera.scale = Math.max(0.02, Math.min(12, camera.scale * factor));
  const [nx, ny] = toMap(x, y);
  camera.x += mx - nx;
  camera.y += my - ny;
  redraw(true);
}

function pan(dx, dy) {
  camera.x -= dx / camera.scale;
  camera.y -= dy / camera.scale;
  redraw(true);
}

function hover(subject, x, y) {
  const tip = at('tip');
  if (subject !== state.hovered) {
    state.hovered = subject;
    canvas.style.cursor = subject ? 'pointer' : 'grab';
    tip.hidden = !subject;
    if (subject) {
      tip.textContent = subject.weight === undefined ? `${label(subject)}  ${number(subject.stories)} ${word('stories')}`
        : `${label(subject.a)} – ${label(subject.b)}  ${number(subject.inRange)} ${word('stories')}`;
    }
    redraw();
  }
  if (subject) {
    tip.style.left = `${Math.min(x + 14, size.width - tip.offsetWidth - 4)}px`;
    tip.style.top = `${Math.max(4, y - 30)}px`;
  }
}

function startPointer(choose) {
  const fingers = new Map();
  let moved = 0;
  const place = event => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener('pointerdown', event => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    if (fingers.size === 1) moved = 0;
  });
  canvas.addEventListener('pointermove', event => {
    const now = place(event), last = fingers.get(event.pointerId);
    if (!last) {
      hover(nodeAt(...now) || edgeAt(...now), ...now);
      return;
    }
    const others = [...fingers].filter(([id]) => id !== event.pointerId);
    if (others.length) {
      const other = others[0][1], apart = p => Math.hypot(p[0] - other[0], p[1] - other[1]);
      zoom(apart(now) / Math.max(1, apart(last)), other[0], other[1]);
    } else {
      pan(now[0] - last[0], now[1] - last[1]);
    }
    moved += Math.abs(now[0] - last[0]) + Math.abs(now[1] - last[1]);
    fingers.set(event.pointerId, now);
    if (moved > 4) hover(null);
  });
  const up = event => {
    const alone = fingers.size === 1;
    fingers.delete(event.pointerId);
    if (event.type === 'pointerup' && alone && moved <= 4) {
      const slack = event.pointerType === 'mouse' ? 0 : 8;
      choose(nodeAt(...place(event), 3 + slack) || edgeAt(...place(event), 4 + slack), false);
    }
  };
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);
  canvas.addEventListener('pointerleave', () => hover(null));
  canvas.addEventListener('wheel', event => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), ...place(event));
  }, { passive: false });
  canvas.addEventListener('dblclick', event => zoom(1.8, ...place(event)));
  canvas.addEventListener('keydown', event => {
    const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    if (steps[event.key]) pan(...steps[event.key]);
    else if (event.key === '+' || event.key === '=') zoom(1.3);
    else if (event.key === '-') zoom(1 / 1.3);
    else if (event.key === '0') fit(shownNodes);
    else return;
    event.preventDefault();
  });
}
