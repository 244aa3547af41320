#!/usr/bin/env node
// solc as forge calls it, by the npm package: --version, or --standard-json from stdin.
'use strict';
const solc = require('solc');
if (process.argv.includes('--version')) console.log(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}`);
else process.stdout.write(solc.compile(require('fs').readFileSync(0, 'utf8')));
