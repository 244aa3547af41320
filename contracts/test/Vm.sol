// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// The cheatcodes of forge that these tests use.
interface Vm {
    function readFile(string calldata path) external view returns (string memory);
    function parseJsonBytes(string calldata json, string calldata key) external pure returns (bytes memory);
    function assume(bool condition) external pure;
    function prank(address sender) external;
    function warp(uint256 time) external;
}

/// What every test contract needs: the cheatcodes, the committed artifacts and the committed call.
abstract contract Fixture {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// forge looks for this flag.
    bool public constant IS_TEST = true;

    function _json(string memory path, string memory key) internal view returns (bytes memory) {
        return vm.parseJsonBytes(vm.readFile(path), key);
    }

    function _fixture(string memory key) internal view returns (bytes memory) {
        return _json("test/fixtures/cancer_mlp.json", key);
    }

    /// Deploys the committed code of contracts/artifacts.
    function _deploy(string memory name, bytes memory arguments) internal returns (address deployed) {
        bytes memory code = bytes.concat(_json(string.concat("artifacts/", name, ".json"), ".bytecode"), arguments);
        assembly {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        require(deployed != address(0), "not deployed");
    }
}
