// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IZkmlVerifier} from "../src/IZkmlVerifier.sol";
import {Fixture} from "./Vm.sol";

/// Whatever the calldata, the verifier accepts nothing but the proof, and what it costs is bounded.
contract ZkmlVerifierTest is Fixture {
    uint256 private constant GAS_LIMIT = 5_000_000;
    /// An accepted call costs about 280,000 gas without its calldata; a refused one may burn one precompile call's gas beside that.
    uint256 private constant GAS_BOUND = 450_000;
    uint256 private constant HEADS = 4;

    address private verifier;
    bytes private call;
    bytes private key;
    bytes private proof;

    function setUp() public {
        verifier = _deploy("ZkmlVerifier", _fixture(".tau"));
        (call, key, proof) = (_fixture(".call"), _fixture(".key"), _fixture(".proof"));
    }

    function test_TheHonestCallIsAccepted() public view {
        require(_accepts(call), "refused");
    }

    function test_AnotherReferenceStringRefusesIt() public {
        // [tau]_2 = [1]_2, a point of the group: the same call, another secret.
        bytes memory one = abi.encode(
            0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2, 0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed,
            0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b, 0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa
        );
        verifier = _deploy("ZkmlVerifier", one);
        _mustRefuse(call);
    }

    function testFuzz_RandomBytesAreRefused(bytes memory data) public view {
        _mustRefuse(data);
    }

    function testFuzz_RandomArgumentsAreRefused(bytes memory randomKey, uint256 context, uint256[] memory words, bytes memory randomProof)
        public
        view
    {
        _mustRefuse(_encode(keccak256(randomKey), randomKey, context, words, randomProof));
        _mustRefuse(_encode(keccak256(key), key, context, words, randomProof));
        _mustRefuse(_encode(keccak256(randomKey), randomKey, context, words, proof));
    }

    /// A proof of the right length, all its scalars in range, from a seed: gets past every check of the layout.
    function testFuzz_RandomProofsOfTheRightLengthAreRefused(uint256 seed) public view {
        bytes memory data = call;
        uint256 start = data.length - proof.length;
        for (uint256 k = 0; k < proof.length; k += 32) _setWord(data, start + k, uint256(keccak256(abi.encode(seed, k))) >> 3);
        _mustRefuse(data);
    }

    function testFuzz_AChangedWordIsRefused(uint256 word, uint256 value) public view {
        bytes memory data = call;
        uint256 offset = HEADS + 32 * (word % ((data.length - HEADS) / 32));
        vm.assume(_getWord(data, offset) != value);
        _setWord(data, offset, value);
        _mustRefuse(data);
    }

    function testFuzz_AChangedBitIsRefused(uint256 bit) public view {
        bytes memory data = call;
        bit %= 8 * data.length;
        data[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        _mustRefuse(data);
    }

    function testFuzz_SwappedWordsAreRefused(uint256 left, uint256 right) public view {
        bytes memory data = call;
        uint256 count = (data.length - HEADS) / 32;
        (left, right) = (HEADS + 32 * (left % count), HEADS + 32 * (right % count));
        (uint256 a, uint256 b) = (_getWord(data, left), _getWord(data, right));
        vm.assume(a != b);
        _setWord(data, left, b);
        _setWord(data, right, a);
        _mustRefuse(data);
    }

    function testFuzz_ATruncatedCallIsRefused(uint256 length) public view {
        bytes memory data = call;
        length %= data.length;
        assembly {
            mstore(data, length)
        }
        _mustRefuse(data);
    }

    /// A key with other counts or another size, under its own right name, makes nothing of this proof.
    function testFuzz_AnotherKeyRefusesTheProof(uint256 position, uint8 value) public view {
        bytes memory other = key;
        position %= other.length;
        vm.assume(uint8(other[position]) != value);
        other[position] = bytes1(value);
        _mustRefuse(_withKey(other));
    }

    /// Counts that still add up to the number of public inputs, moved from one kind to another.
    function testFuzz_CountsMovedBetweenKindsRefuseTheProof(uint8 from, uint8 to, uint32 amount) public view {
        bytes memory other = key;
        uint256 counts = _getWord(other, 224);
        (uint256 source, uint256 target) = (224 - 32 * uint256(from % 4), 224 - 32 * uint256(to % 4));
        uint256 available = (counts >> source) & type(uint32).max;
        vm.assume(source != target && available != 0);
        uint256 moved = 1 + amount % available;
        counts = counts - (moved << source) + (moved << target);
        _setWord(other, 224, counts);
        _mustRefuse(_withKey(other));
    }

    function _withKey(bytes memory other) private view returns (bytes memory) {
        bytes memory data = call;
        uint256 context = _getWord(data, HEADS + 64);
        uint256 offset = HEADS + 160 + 32 + key.length;
        uint256[] memory words = new uint256[](_getWord(data, offset));
        for (uint256 k = 0; k < words.length; k++) words[k] = _getWord(data, offset + 32 + 32 * k);
        require(keccak256(_encode(keccak256(key), key, context, words, proof)) == keccak256(data), "layout");
        return _encode(keccak256(other), other, context, words, proof);
    }

    function _encode(bytes32 id, bytes memory k, uint256 context, uint256[] memory words, bytes memory p) private pure returns (bytes memory) {
        return abi.encodeCall(IZkmlVerifier.verify, (id, k, context, words, p));
    }

    function _mustRefuse(bytes memory data) private view {
        uint256 before = gasleft();
        require(!_accepts(data), "accepted");
        require(before - gasleft() < GAS_BOUND, "gas");
    }

    function _accepts(bytes memory data) private view returns (bool accepted) {
        (bool ok, bytes memory result) = verifier.staticcall{gas: GAS_LIMIT}(data);
        return ok && result.length == 32 && abi.decode(result, (uint256)) != 0;
    }

    function _getWord(bytes memory data, uint256 offset) private pure returns (uint256 value) {
        assembly {
            value := mload(add(add(data, 0x20), offset))
        }
    }

    function _setWord(bytes memory data, uint256 offset, uint256 value) private pure {
        assembly {
            mstore(add(add(data, 0x20), offset), value)
        }
    }
}
