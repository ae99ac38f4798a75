"use strict";
// Plays a film: frames are what changed since the one before, row by row, as text with a style.
const film = JSON.parse(document.getElementById("film").textContent);
const part = (id) => document.getElementById(id);
const ODD = /[^\x20-\x7e\u2500-\u259f]/u; // signs that a font may draw wider than a cell
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u;

const rows = Array.from({ length: film.rows }, () => part("screen").appendChild(document.createElement("div")));
const starts = film.frames.map((frame) => frame[0]);
const pauses = film.chapters.filter((chapter) => chapter[1] === "pause").map((chapter) => chapter[0]);
const chapters = film.chapters.filter((chapter) => chapter[1] !== "pause");
const stops = pauses.length ? pauses : chapters.map((chapter) => chapter[0]);

let now = 0; // seconds
let shown = -1; // the frame on the screen
let until = null; // where playing stops; null while nothing plays
let ticked = 0;

function lastAt(times, time) {
  let low = 0, high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time + 1e-6) low = middle + 1; else high = middle;
  }
  return low - 1;
}

function write(row, pieces) {
  row.replaceChildren();
  for (let at = 0; at < pieces.length; at += 2) {
    const span = row.appendChild(document.createElement("span"));
    span.className = "s" + Number(pieces[at]);
    let plain = "";
    for (const sign of pieces[at + 1]) {
      if (!ODD.test(sign)) { plain += sign; continue; }
      span.append(plain);
      plain = "";
      const cell = span.appendChild(document.createElement("i"));
      cell.textContent = sign;
      if (WIDE.test(sign)) cell.className = "wide";
    }
    span.append(plain);
  }
}

function draw(frame) {
  if (frame === shown) return;
  const latest = {};
  for (let each = frame > shown ? shown + 1 : 0; each <= frame; each++) Object.assign(latest, film.frames[each][1]);
  for (const number in latest) write(rows[number], latest[number]);
  shown = frame;
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  return Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0");
}

function seek(time) {
  now = Math.min(Math.max(time, 0), film.seconds);
  draw(Math.max(lastAt(starts, now), 0));
  part("time").value = now;
  part("time").setAttribute("aria-valuetext", clock(now) + " of " + clock(film.seconds));
  part("clock").textContent = clock(now) + " / " + clock(film.seconds);
  const chapter = lastAt(chapters.map((each) => each[0]), now);
  const label = chapter < 0 ? "" : chapters[chapter][1];
  if (part("told").textContent !== label) part("told").textContent = label;
  part("chapters").querySelectorAll("button").forEach((button, number) => {
    if (number === chapter) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
  });
}

function tick(moment) {
  if (until === null) return;
  seek(Math.min(now + (moment - ticked) / 1000 * Number(part("speed").value), until));
  ticked = moment;
  if (now >= until) pause(); else requestAnimationFrame(tick);
}

function play(end) {
  const plays = until !== null;
  if (now >= film.seconds) seek(0);
  until = end;
  part("play").textContent = "Pause";
  ticked = performance.now();
  if (!plays) requestAnimationFrame(tick);
}

function pause() {
  until = null;
  part("play").textContent = "Play";
}

const toggle = () => (until === null ? play(film.seconds) : pause());

// The next scene is played up to where it stops, without the time to read that is before it; asked
// for again, it is gone to at once.
function on() {
  const next = stops.find((stop) => stop > now + 0.01) ?? film.seconds;
  if (until !== null) { pause(); seek(next); return; }
  if (now >= film.seconds) return;
  seek(Math.min(starts.find((start) => start > now + 0.001) ?? next, next));
  if (now < next) play(next);
}

function back() {
  pause();
  seek(stops.filter((stop) => stop < now - 0.01).pop() ?? 0);
}

function frame(way) {
  pause();
  seek(starts[Math.min(Math.max(lastAt(starts, now) + way, 0), starts.length - 1)]);
}

function scheme() {
  const root = document.documentElement;
  const isLight = root.dataset.scheme ? root.dataset.scheme === "light" : matchMedia("(prefers-color-scheme: light)").matches;
  root.dataset.scheme = isLight ? "dark" : "light";
}

const KEYS = {
  " ": on, PageDown: on, ArrowRight: on, PageUp: back, ArrowLeft: back, k: toggle,
  ",": () => frame(-1), ".": () => frame(1), d: scheme,
  Home: () => { pause(); seek(0); }, End: () => { pause(); seek(film.seconds); },
};

document.addEventListener("keydown", (event) => {
  const control = event.target.closest("button, input, select");
  const isOwn = control && (event.key === " " || event.key === "Enter" || control.tagName !== "BUTTON");
  if (event.ctrlKey || event.metaKey || event.altKey || isOwn || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

for (const [seconds, label] of chapters) {
  const button = part("chapters").appendChild(document.createElement("li")).appendChild(document.createElement("button"));
  button.textContent = clock(seconds) + "  " + label;
  button.addEventListener("click", () => { pause(); seek(seconds); });
}
for (const [id, does] of [["back", back], ["on", on], ["play", toggle], ["scheme", scheme]]) part(id).addEventListener("click", does);
part("time").max = film.seconds;
part("time").addEventListener("input", () => { pause(); seek(Number(part("time").value)); });
seek(pauses.length ? pauses[0] : 0);
