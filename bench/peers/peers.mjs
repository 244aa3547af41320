// Measures ffjavascript (the library under snarkjs and circom) on the inputs that `Zkml.Benchmarks peers` wrote,
// compares the results, and prints the ratios. Usage: node peers.mjs DIR RESULT.json
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import os from "node:os";
import { buildBn128 } from "ffjavascript";

const [folder, resultFile] = process.argv.slice(2);
const chainLength = 1 << 14;
const read = (name) => new Uint8Array(readFileSync(join(folder, `${name}.bin`)));
const elements = read("elements");
const points = read("points");
const g2 = read("g2");

// The same policy as src/Cli/Benchmarks/RunTimes.cs; the best run.
async function time(run) {
  const warmUp = performance.now();
  do await run(); while (performance.now() - warmUp < 60);
  let best = Infinity, total = 0;
  for (let runs = 0; (runs < 5 || total < 200) && total < 1500; runs++) {
    const start = performance.now();
    await run();
    const elapsed = performance.now() - start;
    best = Math.min(best, elapsed);
    total += elapsed;
  }
  return best;
}

function check(name, actual, expected) {
  if (Buffer.compare(Buffer.from(actual), Buffer.from(expected)) !== 0) throw new Error(`${name}: the results differ`);
}

// The multiplication itself, called from a loop in JavaScript: their field API allocates for every product.
async function product(curve) {
  const { exports } = curve.tm.instance, memory = new Uint8Array(curve.tm.memory.buffer);
  const [x, y] = [curve.tm.alloc(32), curve.tm.alloc(32)];
  const operands = await curve.Fr.batchToMontgomery(elements.slice(0, 64));
  const run = () => {
    memory.set(operands.subarray(0, 32), x);
    memory.set(operands.subarray(32, 64), y);
    for (let k = 0; k < chainLength; k++) exports.frm_mul(x, y, x);
  };
  const best = await time(run);
  check("fr product", await curve.Fr.batchFromMontgomery(memory.slice(x, x + 32)), read("fr product"));
  return best / chainLength;
}

async function measure(threads) {
  const curve = await buildBn128(threads === 1);
  if (curve.tm.concurrency !== undefined && threads > 1 && curve.tm.concurrency !== threads) throw new Error(`${curve.tm.concurrency} workers`);
  const milliseconds = {};
  if (threads === 1) milliseconds["fr product"] = await product(curve);
  const bases = await curve.F1.batchToMontgomery(points);
  const twists = await curve.F1.batchToMontgomery(g2);
  const [one, tau] = [bases.slice(0, 64), bases.slice(64, 128)];
  const [twist, twistTau] = [twists.slice(0, 128), twists.slice(128, 256)];
  milliseconds["pairing check, two pairs"] = await time(async () => {
    if (!(await curve.pairingEq(tau, twist, curve.G1.neg(one), twistTau))) throw new Error("the pairing check failed");
  });
  for (const log of [16, 18, 20]) {
    const values = await curve.Fr.batchToMontgomery(elements.slice(0, 32 << log));
    check(`ntt 2^${log}`, await curve.Fr.batchFromMontgomery(await curve.Fr.fft(values)), read(`ntt 2^${log}`));
    milliseconds[`ntt 2^${log}`] = await time(() => curve.Fr.fft(values));
  }
  for (const log of [14, 16, 18]) {
    const [some, scalars] = [bases.slice(0, 64 << log), elements.slice(0, 32 << log)];
    let sum;
    milliseconds[`msm 2^${log}`] = await time(async () => { sum = await curve.G1.multiExpAffine(some, scalars); });
    check(`msm 2^${log}`, await curve.F1.batchFromMontgomery(curve.G1.toAffine(sum)), read(`msm 2^${log}`));
  }
  await curve.terminate();
  return milliseconds;
}

const threads = [...new Set([1, os.availableParallelism()])];
const rows = [];
for (const count of threads) {
  const ours = JSON.parse(readFileSync(join(folder, `ours-${count}.json`)));
  const theirs = await measure(count);
  for (const [kernel, ms] of Object.entries(theirs)) {
    rows.push({ kernel, threads: count, tier: ours.tier.toLowerCase(), oursMs: ours.milliseconds[kernel], ffjavascriptMs: ms, ratio: ms / ours.milliseconds[kernel] });
  }
}

const short = (ms) => (ms < 0.001 ? `${(ms * 1e6).toFixed(1)} ns` : ms < 10 ? `${ms.toFixed(2)} ms` : `${ms.toFixed(0)} ms`);
console.log("| kernel | threads | Zkml | ffjavascript | ratio |\n|---|---|---|---|---|");
for (const row of rows) console.log(`| ${row.kernel} | ${row.threads} | ${short(row.oursMs)} | ${short(row.ffjavascriptMs)} | ${row.ratio.toFixed(1)} |`);
const cpu = os.cpus()[0].model;
const packages = JSON.parse(readFileSync(new URL("package.json", import.meta.url)));
writeFileSync(resultFile, JSON.stringify({
  schema: 1, date: new Date().toISOString(), commit: process.env.COMMIT || null,
  machine: { processor: cpu, cores: os.availableParallelism(), node: process.version },
  peer: `ffjavascript ${packages.dependencies.ffjavascript}`, rows,
}, null, 2) + "\n");
console.log(`written to ${resultFile}`);
process.exit(0);
