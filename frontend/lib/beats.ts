// A clock in a worker: tells the page at each beat, also while its tab is hidden.
let timer = 0;

self.onmessage = (event: MessageEvent<number>): void => {
  self.clearInterval(timer);
  timer = self.setInterval(() => self.postMessage("beat"), event.data);
};

export {};
