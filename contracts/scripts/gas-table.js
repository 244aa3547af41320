// The gas of on-chain verifiers of different designs, by a prototype that does their operations on a local node:
// node scripts/gas-table.js   (docs/decisions/0013-on-chain-verifier.md)
'use strict';
const fs = require('fs');
const path = require('path');
const { spawn } = require('child_process');
const solc = require('solc');

const root = path.join(__dirname, '..');
const source = fs.readFileSync(path.join(root, 'prototypes/GasPrototype.sol'), 'utf8');
const compiled = JSON.parse(solc.compile(JSON.stringify({
  language: 'Solidity', sources: { p: { content: source } },
  settings: { viaIR: true, evmVersion: 'cancun', optimizer: { enabled: true, runs: 1000000 }, outputSelection: { '*': { '*': ['evm'] } } },
})));
const contract = compiled.contracts.p.GasPrototype.evm;
const selector = Object.values(contract.methodIdentifiers)[0];

const port = 18600;
const node = spawn(path.join(root, 'node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil'), ['--port', `${port}`, '--silent']);
const rpc = async (method, params) => {
  const response = await fetch(`http://127.0.0.1:${port}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) });
  const answer = await response.json();
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result;
};
const word = (n) => BigInt(n).toString(16).padStart(64, '0');

// Points that are dense in calldata, as real ones are: H of the SRS.
const X = '0c573cfa6f04ebde646a7f26fc44f53cda2b26f99160cc0e2b6995e0bc783885';
const Y = '20edc6303e0af72637ef91a11469bbacd266dcd2092fea4e1a8423c557c6930c';
const S = '2a3c09f0a58a7e8500e0a7eb8ef62abc402d111e41112ed49bd61b6e725b19f0';

const call = (points, scalars, products, pairs) => '0x' + selector + word(128) + word(160 + 64 * points) + word(products) + word(pairs)
  + word(2 * points) + (X + Y).repeat(points) + word(scalars) + S.repeat(scalars);

// PLONK: points multiplied, scalars in calldata. Linearized: 8 selectors, 4 permutations, 4 wires, z, 6 parts of T, 2 openings;
// 4 wires and their next values, 3 permutations, z, the hint. Packed: 3 + 1 + z + T + 2; 22 values and the hint.
const plonk = { 'linearized': [25, 13], 'packed by four': [8, 23] };
// Openings: points without the commitments, factors that the circuit publishes, pairs.
const opening = { Mercury: [10 + 2, 11, 2], 'Vela, two pairs': [5 + 2, 6, 2], 'Vela, three pairs': [4 + 2, 6, 3] };

(async () => {
  for (let i = 0; i < 100; i++) { try { await rpc('eth_chainId', []); break; } catch { await new Promise((r) => setTimeout(r, 100)); } }
  const [from] = await rpc('eth_accounts', []);
  const hash = await rpc('eth_sendTransaction', [{ from, data: '0x' + contract.bytecode.object, gas: '0x500000' }]);
  let receipt; while (!(receipt = await rpc('eth_getTransactionReceipt', [hash]))) await new Promise((r) => setTimeout(r, 100));
  console.log('| PLONK | opening | K = 2 | K = 3 | K = 4 |\n|---|---|---|---|---|');
  for (const [p, [points, scalars]] of Object.entries(plonk)) {
    for (const [o, [more, factors, pairs]] of Object.entries(opening)) {
      const row = [];
      for (const k of [2, 3, 4]) {
        // Beside them: context, two output words, seven digests, the key's header and counts; about ten products a scalar.
        const data = call(points + more + k, scalars + factors + k + 12, 10, pairs);
        row.push(parseInt(await rpc('eth_estimateGas', [{ from, to: receipt.contractAddress, data }]), 16).toLocaleString('en'));
      }
      console.log(`| ${p} | ${o} | ${row.join(' | ')} |`);
    }
  }
  node.kill();
})().catch((e) => { console.error(e.message); node.kill(); process.exit(1); });
