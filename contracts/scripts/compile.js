// Compiles src/*.sol reproducibly. `node scripts/compile.js` writes artifacts/*.json; with --check it compares instead.
'use strict';
const fs = require('fs');
const path = require('path');
const solc = require('solc');

const root = path.join(__dirname, '..');
const read = (folder) => Object.fromEntries(fs.readdirSync(path.join(root, folder)).filter((f) => f.endsWith('.sol')).sort()
  .map((f) => [`${folder}/${f}`, { content: fs.readFileSync(path.join(root, folder, f), 'utf8') }]));

const input = {
  language: 'Solidity',
  sources: read('src'),
  settings: {
    viaIR: true,
    evmVersion: 'cancun',
    optimizer: { enabled: true, runs: 1000000 },
    // No hash of the sources in the code: the same code compiles to the same bytes whatever its comments say.
    metadata: { bytecodeHash: 'none', appendCBOR: false },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
  },
};

const output = JSON.parse(solc.compile(JSON.stringify(input)));
const errors = (output.errors || []).filter((e) => e.severity !== 'info');
for (const e of errors) console.error(e.formattedMessage);
if (errors.length) process.exit(1);

const check = process.argv.includes('--check');
let different = 0;
for (const file of Object.keys(output.contracts)) {
  for (const [name, contract] of Object.entries(output.contracts[file])) {
    const bytecode = contract.evm.bytecode.object;
    if (!bytecode) continue;
    const size = contract.evm.deployedBytecode.object.length / 2;
    const text = JSON.stringify({ contract: name, compiler: solc.version(), size, abi: contract.abi, bytecode: `0x${bytecode}` }, null, 1) + '\n';
    const target = path.join(root, 'artifacts', `${name}.json`);
    if (!check) {
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, text);
      console.log(`${name}: ${size} bytes of code`);
    } else if (!fs.existsSync(target) || fs.readFileSync(target, 'utf8') !== text) {
      console.error(`${name}: artifacts/${name}.json is not what the sources compile to; run node scripts/compile.js`);
      different++;
    }
  }
}
process.exit(different ? 1 : 0);
