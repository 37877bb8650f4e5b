// Looks for articles in search/*.json, in which feedtool/render/pages/search.py packs the words.
"use strict";

const LONGEST = 24;
const AT_ONCE = 20; // articles that are shown before a reader asks for older ones
const AHEAD = 6; // parts of the index that are requested together
const DIGITS = Array.from({ length: 94 }, (_, n) => String.fromCharCode(33 + n))
  .filter((c) => c !== '"' && c !== "\\").join("");
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005\\u3007\\u3040-\\u30ff" +
  "\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const RUNS = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
const PARTS = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, "gu");
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, "u");
const VARIANTS = {
  "ς": "σ", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i",
  "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th",
};

// The words of a text, divided as feedtool/text/search_words.py divides articles.
function searchWords(text) {
  const folded = text.toLowerCase().normalize("NFKD").replace(MARKS, "").normalize("NFC")
    .replace(/[ςىیکةøłđðıßæœþ]/g, (c) => VARIANTS[c]);
  const found = new Set();
  for (const part of (folded.match(RUNS) || []).flatMap((run) => run.match(PARTS))) {
    const letters = Array.from(part);
    if (!IS_UNSPACED.test(part)) {
      const isJoined = letters.length >= 5 && part.startsWith("ال");
      found.add(letters.slice(isJoined ? 2 : 0).slice(0, LONGEST).join(""));
    } else if (letters.length === 1) {
      found.add(part);
    } else {
      letters.slice(1).forEach((letter, n) => found.add(letters[n] + letter));
    }
  }
  return [...found];
}

// Whether a word of the index is one that is looked for. Endings may differ: "ferry", "ferryman".
function matches(word, wanted) {
  const length = Array.from(wanted).length;
  if (IS_UNSPACED.test(wanted)) return length === 1 ? word.includes(wanted) : word === wanted;
  return length > 2 ? word.startsWith(wanted) : word === wanted;
}

// The numbers of the articles in a part of the index that have all words.
function articlesWith(words, part) {
  const with_ = words.map(() => new Set());
  const packed = part.words.split(" ");
  let word = "";
  for (let n = 0; n + 1 < packed.length; n += 2) {
    const shared = DIGITS.indexOf(packed[n][0]);
    word = Array.from(word).slice(0, shared).join("") + packed[n].slice(1);
    words.forEach((wanted, i) => {
      if (matches(word, wanted)) for (const digit of packed[n + 1]) with_[i].add(DIGITS.indexOf(digit));
    });
  }
  return part.articles.filter((_, n) => with_.every((found) => found.has(n)));
}

function shown([slug, title, day, date, language]) {
  const item = document.createElement("li");
  const heading = item.appendChild(document.createElement("h2"));
  const link = heading.appendChild(document.createElement("a"));
  const byline = item.appendChild(document.createElement("p"));
  const time = byline.appendChild(document.createElement("time"));
  if (language) heading.lang = language;
  heading.dir = "auto";
  link.href = `articles/${slug}.html`;
  link.textContent = title;
  byline.className = "byline";
  time.dateTime = day;
  time.textContent = date;
  return item;
}

const parts = new Map();

// A part of the index, each requested once.
function partCalled(name) {
  if (!parts.has(name)) {
    const part = fetch(`search/${name}.json`).then((answer) => {
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.json();
    });
    part.catch(() => parts.delete(name));
    parts.set(name, part);
  }
  return parts.get(name);
}

// The articles with all words, the newest first; reads no more of the index than is asked for.
async function* found(words) {
  const newest = await partCalled("newest");
  yield* articlesWith(words, newest);
  for (let number = newest._feedtool.closed; number > 0; number -= 1) {
    for (let next = number; next > Math.max(0, number - AHEAD); next -= 1) partCalled(next);
    yield* articlesWith(words, await partCalled(number));
  }
}

const [form, field, message, list, older] =
  ["search", "query", "status", "found", "older"].map((id) => document.getElementById(id));
let asked = null;

async function showMore() {
  const mine = asked;
  older.hidden = true;
  message.textContent = "…";
  try {
    for (let count = 0; count < AT_ONCE; count += 1) {
      const next = await mine.next();
      if (asked !== mine) return; // something else was looked for meanwhile
      if (next.done) {
        message.textContent = list.children.length ? "" : message.dataset.none;
        return;
      }
      list.append(shown(next.value));
    }
    older.hidden = false;
    message.textContent = "";
  } catch {
    if (asked === mine) message.textContent = message.dataset.failed;
  }
}

function search(text) {
  const words = searchWords(text);
  list.replaceChildren();
  older.hidden = true;
  message.textContent = "";
  asked = found(words);
  if (words.length) showMore();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  search(field.value);
  history.pushState(null, "", `?q=${encodeURIComponent(field.value)}`);
});
older.addEventListener("click", showMore);

function fromAddress() {
  field.value = new URLSearchParams(location.search).get("q") || "";
  search(field.value);
}
window.addEventListener("popstate", fromAddress);
form.hidden = false;
fromAddress();
