// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Fixture} from "./Vm.sol";

interface IRegistry {
    function register(bytes calldata key, string calldata name) external returns (bytes32 modelId);
    function model(bytes32 modelId) external view returns (address publisher, uint64 registeredAt);
}

/// Registers keys in the name of many senders, and remembers what it saw first.
contract RegistryHandler is Fixture {
    IRegistry public immutable registry;
    bytes32[] public ids;
    mapping(bytes32 => address) public firstPublisher;
    mapping(bytes32 => uint64) public firstTime;
    uint256 public wrong;

    constructor(IRegistry r) {
        registry = r;
    }

    function register(uint8 seed, uint16 length, address sender, uint32 time, string calldata name) external {
        // Few different keys, around the shortest that is allowed: many calls repeat one.
        bytes memory key = new bytes(250 + uint256(length) % 12);
        for (uint256 k = 0; k < key.length; k++) key[k] = bytes1(seed % 4);
        bytes32 id = keccak256(key);
        if (sender == address(0)) sender = address(1);
        vm.warp(uint256(time) + 1);
        vm.prank(sender);
        try registry.register(key, name) returns (bytes32 returned) {
            if (returned != id || key.length < 256 || firstPublisher[id] != address(0)) wrong++;
            ids.push(id);
            (firstPublisher[id], firstTime[id]) = (sender, uint64(time) + 1);
        } catch {
            if (key.length >= 256 && firstPublisher[id] == address(0)) wrong++;
        }
    }

    function count() external view returns (uint256) {
        return ids.length;
    }
}

/// The first publisher of a key stays, and nothing else is registered.
contract ModelRegistryTest is Fixture {
    RegistryHandler private handler;

    function setUp() public {
        handler = new RegistryHandler(IRegistry(_deploy("ModelRegistry", "")));
    }

    /// forge calls these contracts only.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_EveryRegistrationIsWhatItsFirstPublisherMade() external view {
        require(handler.wrong() == 0, "a registration that should have failed, or the reverse");
        for (uint256 k = 0; k < handler.count(); k++) {
            bytes32 id = handler.ids(k);
            (address publisher, uint64 time) = handler.registry().model(id);
            require(publisher == handler.firstPublisher(id) && time == handler.firstTime(id), "changed");
        }
    }

    function invariant_TheRegistryHoldsNothing() external view {
        require(address(handler.registry()).balance == 0, "balance");
    }

    function testFuzz_NothingIsRegisteredBeforeItIs(bytes32 id) external view {
        (address publisher, uint64 time) = handler.registry().model(id);
        require(publisher == address(0) && time == 0, "registered");
    }
}
