/* What makes a timer felt away from the screen: a tone, a buzz, a voice; and a screen that stays on. */
class Senses {
  constructor() {
    this.wanted = new Set();
    this.audio = null;
    this.lock = null;
    // Browsers let a page sound only once somebody has touched it.
    for (const touch of ["pointerdown", "keydown"])
      document.addEventListener(touch, () => this.wake(), { capture: true });
    document.addEventListener("visibilitychange", () => this.stayAwake());
    this.stayAwake();
  }

  want(names) {
    this.wanted = new Set(names.split(" "));
  }

  wake() {
    if (this.wanted.has("sound") && window.AudioContext) {
      this.audio ??= new AudioContext();
      if (this.audio.state === "suspended") this.audio.resume().catch(() => {});
    }
    this.stayAwake();
  }

  async stayAwake() {
    if (document.visibilityState !== "visible" || !navigator.wakeLock) return;
    if (this.lock && !this.lock.released) return;
    try {
      this.lock = await navigator.wakeLock.request("screen");
    } catch {
      this.lock = null; // a low battery, or a browser that says no: the timer is right all the same
    }
  }

  /* One tone of `hertz` for each of `times`, with a buzz beside it. */
  mark(hertz, times = 1) {
    const buzzes = Array.from({ length: 2 * times - 1 }, (_, n) => (n % 2 ? 150 : 200));
    if (this.wanted.has("vibration")) navigator.vibrate?.(buzzes);
    if (!this.wanted.has("sound") || this.audio?.state !== "running") return;
    for (let n = 0; n < times; n += 1) this.tone(hertz, this.audio.currentTime + n * 0.35);
  }

  tone(hertz, at) {
    const tone = this.audio.createOscillator();
    const loud = this.audio.createGain();
    tone.frequency.value = hertz;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(0.25, at + 0.03);
    loud.gain.linearRampToValueAtTime(0, at + 0.28);
    tone.connect(loud).connect(this.audio.destination);
    tone.start(at);
    tone.stop(at + 0.3);
  }

  say(words) {
    if (!this.wanted.has("speech") || !window.speechSynthesis || !words) return;
    const spoken = new SpeechSynthesisUtterance(words);
    spoken.lang = document.documentElement.lang;
    spoken.rate = 0.9;
    speechSynthesis.speak(spoken);
  }

  hush() {
    window.speechSynthesis?.cancel();
  }
}
