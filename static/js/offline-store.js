/* What a patient's own phone keeps for when there is no network (docs/adr/0046). In its database:
   the session under way, and sessions that wait to be sent. Those are sealed to a key of this
   device whose other half only the server has: nobody can read them here. In its cache: the one
   page with today's program, and the files it needs. Pages and the worker share this file. */
const OFFLINE_PAGE = "/my/offline/";
const OFFLINE_CACHE = "hipwise-offline";
const BACKGROUND = { "Hipwise-Background": "1" };
const GOES_ON = 2 * 60 * 60 * 1000; // milliseconds past its day, since it was last touched
const OPEN = "open"; // the session under way
const STOPPED = "stopped"; // a warning sign was told: no session until the server was heard
const OUT = "out"; // signed out here without a network: the server does not know yet

const phone = {
  async base() {
    this.opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("hipwise", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("kept");
        asked.result.createObjectStore("entries", { keyPath: "id" });
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => asked.result.close();
        asked.result.onclose = () => (this.opened = null);
        resolve(asked.result);
      };
      asked.onerror = () => reject(asked.error);
    });
    return this.opened;
  },

  /* Do one thing in one table, and wait until it is on the disk. */
  async run(table, mode, act) {
    const base = await this.base();
    return new Promise((resolve, reject) => {
      const change = base.transaction(table, mode, { durability: "strict" });
      const done = act(change.objectStore(table));
      change.oncomplete = () => resolve(done.result);
      change.onabort = () => reject(change.error);
      change.onerror = () => reject(change.error);
    });
  },

  get(name) {
    return this.run("kept", "readonly", (table) => table.get(name));
  },

  set(name, value) {
    return this.run("kept", "readwrite", (table) => table.put(value, name));
  },

  drop(name) {
    return this.run("kept", "readwrite", (table) => table.delete(name));
  },

  /* Sessions that wait: of one person, or of whoever uses this phone. */
  async entries(whose = null) {
    const all = await this.run("entries", "readonly", (table) => table.getAll());
    return all.filter((one) => whose === null || one.whose === whose).sort((a, b) => a.made_at - b.made_at);
  },

  keepEntry(entry) {
    return this.run("entries", "readwrite", (table) => table.put(entry));
  },

  dropEntry(id) {
    return this.run("entries", "readwrite", (table) => table.delete(id));
  },

  /* Seal a session and let it wait. `said` is a log's form, or what was told instead. */
  async queue(session, kind, said = {}) {
    const { packed, began_at, held, felt, pain_before } = session;
    const told = { kind, packed, began_at, held, felt, pain_before, said };
    const sealed = await seal(session, JSON.stringify(told));
    const { whose, device, key } = session;
    await this.keepEntry({ id: crypto.randomUUID(), whose, device, key, sealed, made_at: Date.now(), refused: "" });
  },

  /* Keep nothing that can be read: seal what is under way, throw the program away. */
  async leave() {
    const session = await this.get(OPEN).catch(() => null);
    if (session && Object.values(session.held).some((seconds) => seconds > 0))
      await this.queue(session, "so_far").catch(() => {});
    await caches.delete(OFFLINE_CACHE);
    await this.drop(OPEN).catch(() => {});
    await this.drop(STOPPED).catch(() => {});
  },

  /* Send what waits of whoever is signed in; return what became of each, null if nobody heard. */
  async send(address, whose) {
    if (!navigator.locks) return this.sendAll(address, whose);
    return navigator.locks.request("hipwise-send", () => this.sendAll(address, whose));
  },

  async sendAll(address, whose) {
    const waiting = (await this.entries(whose)).filter((one) => !one.refused);
    if (!waiting.length) return [];
    const asked = await ask(address);
    if (asked?.whose !== whose) return null;
    const became = [];
    for (const entry of waiting) {
      const answer = await fetch(address, {
        method: "POST",
        headers: { ...BACKGROUND, "X-CSRFToken": asked.token },
        body: new URLSearchParams({ device: entry.device, key: entry.key, sealed: entry.sealed, now: Date.now() }),
        redirect: "manual",
      }).catch(() => null);
      const said = await heard(answer);
      if (!said) return became.length ? became : null;
      if (said.became === "refused") await this.keepEntry({ ...entry, refused: said.words });
      else await this.dropEntry(entry.id);
      became.push(said);
    }
    return became;
  },

  /* Tell the server that somebody signed out here; true once that is so. */
  async signOut() {
    const out = await this.get(OUT).catch(() => null);
    if (!out) return true;
    const asked = await ask(out.send);
    if (asked === undefined) return false;
    if (asked) {
      const body = new URLSearchParams((await this.entries()).length ? { keep: "on" } : {});
      const headers = { "X-CSRFToken": asked.token };
      const answer = await fetch(out.logout, { method: "POST", headers, body, redirect: "manual" }).catch(() => null);
      if (answer?.type !== "opaqueredirect" && !answer?.ok) return false;
    }
    await this.drop(OUT);
    return true;
  },
};

/* What is kept of the page with today's program, or of a file it needs. */
function inPackage(request) {
  return caches.match(request, { cacheName: OFFLINE_CACHE, ignoreVary: true });
}

/* On the day it began, or while somebody is at it, a session goes on; later it is only logged. */
function mayGoOn({ began_at: began, kept_at: touched }) {
  const isToday = new Date(began).toDateString() === new Date().toDateString();
  return isToday || Date.now() - touched < GOES_ON;
}

/* Who is signed in: null where nobody is, undefined where nobody answers. */
async function ask(address) {
  const answer = await fetch(address, { headers: BACKGROUND, redirect: "manual" }).catch(() => null);
  if (answer?.type === "opaqueredirect") return null;
  return answer?.ok ? answer.json() : undefined;
}

/* What the server says of an entry; nothing where it did not come to a word. */
async function heard(answer) {
  if (answer?.status !== 200 && answer?.status !== 400) return null;
  return answer.json().catch(() => null);
}

/* Sealed to a device's key: patients/sealed_keys.py opens it. */
async function seal({ device, device_key: deviceKey, key }, text) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const mine = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const theirs = await crypto.subtle.importKey("raw", bytes(deviceKey), curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine.privateKey, 256);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", mine.publicKey));
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const from = { name: "HKDF", hash: "SHA-256", salt: point, info: utf8("hipwise offline 1") };
  const once = await crypto.subtle.deriveKey(from, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: utf8(`${device}:${key}`) };
  const hidden = new Uint8Array(await crypto.subtle.encrypt(how, once, utf8(text)));
  return letters(new Uint8Array([...point, ...iv, ...hidden]));
}

function utf8(text) {
  return new TextEncoder().encode(text);
}

function letters(data) {
  const text = Array.from(data, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
